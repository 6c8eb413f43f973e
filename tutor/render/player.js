"use strict";
// Steps through the exchanges of this page. Without it the page is whole, and plain.
(() => {
  const root = document.documentElement;
  const steps = Array.from(document.querySelectorAll("ol.session > li"));
  const controls = document.querySelector(".controls");
  const find = (name) => controls.querySelector(`[data-do="${name}"]`);
  const slider = controls.querySelector("input");
  const status = controls.querySelector("output");
  const speech = Array.from(document.querySelectorAll("[data-speech]"));
  const longest = 4000; // milliseconds between two exchanges, however long it took
  const shortest = 900;
  let at = -1; // -1: everything is shown
  let timer = 0;

  function speak(language) {
    root.lang = language === "zh" ? "zh-CN" : language;
    root.dataset.shows = language; // the style hides what is in the other one
    for (const each of controls.querySelectorAll("[data-speech]")) {
      each.setAttribute("aria-pressed", String(each.dataset.speech === language));
    }
    for (const each of controls.querySelectorAll("[data-en]")) {
      each.textContent = each.dataset[language] || each.textContent;
    }
    for (const each of document.querySelectorAll("[data-label-en]")) {
      const own = language === "zh" ? each.dataset.labelZh : each.dataset.labelEn;
      if (own) each.setAttribute("aria-label", own);
    }
    tell();
  }

  function tell() {
    const step = steps[at];
    status.textContent = step ? `${at + 1}/${steps.length} ${step.dataset.name || ""}` : "";
    slider.setAttribute("aria-valuetext", status.textContent || String(steps.length));
    find("play").setAttribute("aria-pressed", String(timer !== 0));
    const state = step ? step.dataset.state : "";
    const protocol = step ? step.dataset.protocol : "";
    for (const each of document.querySelectorAll("[data-state][data-of]")) {
      const now = each.dataset.of === protocol && each.dataset.state === state;
      each.classList.toggle("now", now);
      if (now) each.setAttribute("aria-current", "step");
      else each.removeAttribute("aria-current");
    }
    const shown = protocol || (steps[0] && steps[0].dataset.protocol);
    for (const each of controls.querySelectorAll("ol.states")) {
      each.hidden = each.dataset.protocol !== shown;
    }
    for (const map of document.querySelectorAll("details.map")) {
      for (const box of map.querySelectorAll("rect[data-state]")) {
        const now = map.dataset.protocol === protocol && box.dataset.state === state;
        box.classList.toggle("now", now);
      }
    }
  }

  function show(number, scroll = true) {
    if (at >= 0) {
      steps[at].classList.remove("here");
      steps[at].removeAttribute("aria-current");
    }
    const shown = at < 0 ? steps.length - 1 : at;
    at = Math.max(-1, Math.min(number, steps.length - 1));
    const now = at < 0 ? steps.length - 1 : at;
    for (let place = Math.min(shown, now) + 1; place <= Math.max(shown, now); place += 1) {
      steps[place].classList.toggle("later", place > now);
    }
    if (at >= 0) {
      steps[at].classList.add("here");
      steps[at].setAttribute("aria-current", "step");
      slider.value = String(at + 1);
      if (scroll) steps[at].scrollIntoView({ block: "nearest" });
    }
    tell();
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    tell();
  }

  function next() {
    const before = Number(steps[at] ? steps[at].dataset.at : 0);
    if (at + 1 >= steps.length) return stop();
    show(at + 1);
    const after = Number(steps[at + 1] ? steps[at + 1].dataset.at : before);
    const pause = Math.max(shortest, Math.min(longest, 1000 * (after - Number(steps[at].dataset.at))));
    timer = setTimeout(next, pause);
    tell();
  }

  const does = {
    first: () => { stop(); show(0); },
    previous: () => { stop(); show(Math.max(0, at - 1)); },
    play: () => {
      if (timer) return stop();
      if (at + 1 >= steps.length) show(-1);
      next();
    },
    next: () => { stop(); show(at + 1); },
    last: () => { stop(); show(steps.length - 1); },
    all: () => { stop(); show(-1); },
  };
  const keys = {
    ArrowRight: "next", ArrowLeft: "previous", Home: "first", End: "last", " ": "play",
    Escape: "all",
  };

  controls.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.speech) speak(button.dataset.speech);
    else does[button.dataset.do]();
  });
  slider.addEventListener("input", () => { stop(); show(Number(slider.value) - 1); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const name = keys[event.key];
    // What a button or the slider does with a key of its own stays theirs.
    const own = event.target === slider ? event.key !== "Escape" && event.key !== " "
      : event.key === " " && event.target.closest("button, summary");
    if (!name || own) return;
    event.preventDefault();
    does[name]();
  });

  if (!steps.length) return;
  slider.max = String(steps.length);
  slider.value = String(steps.length);
  controls.hidden = false;
  if (speech.length) speak(root.lang.slice(0, 2));
  tell();
})();
