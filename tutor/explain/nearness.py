"""What may have been meant by a text that nothing explains."""

import difflib

from tutor.explain.catalogue import Catalogue, fold

_MOST = 3  # names offered
_LONGEST = 48  # characters compared; no name is longer

# Chinese is typed by sound, so most slips are characters that sound alike: those of our names,
# each group behind another. The first of a group stands for all.
_SOUNDS = """封逢风丰峰锋疯缝 件建健简见间 箱相想向像象项 头投透 正证政整争 文问闻温 编边便变
码马妈吗 授受收首手守售 权全泉 服复付负副夫福 务物误雾 器气汽七期 登灯等 录路陆露鹿 密蜜秘
户护互 名明鸣 退推 信新心欣 回会汇 应映英营 答达打大 状壮装撞 态太泰 令零另领 命民 连联链
接街结节 端短段 口扣 协写鞋 议易意义亿 传船川 输书数树 中种重终 继记计寄技级 队对堆 列裂
黑嘿 单丹担 灰挥辉 垃拉啦 圾及机鸡基 附福符 主住注 题提体 抄超 送松宋 字自子 符福 集急级
附付 加家佳 握窝 手首 隐引印 式是试市事 流留刘 水睡 线现限 管馆关 道到 换还环 行型形 结接
事世试 务悟 认任人 定订顶 确却缺 更耕 更庚 唯维为 标表 识时石 锁所索 独度 会话 画化 邮由油游
投头 递第弟 代带待 理里礼 域与语预 开凯 放方 转专 发法 反返 向项 路录 径经 空控 匿你 伪尾
造早 配陪 额鹅 频贫 率律 循寻 环还 点典 填天田 充冲"""
_ALIKE = {
    ord(char): group[0] for group in reversed(_SOUNDS.split()) for char in group if char != group[0]
}


def near(catalogue: Catalogue, shown: str) -> list[str]:
    """The closest three names, as they are spelled."""
    words = shown.split()
    found: dict[str, None] = {}
    for text in (words[0].rstrip("*:"), " ".join(words[:8]).rstrip("*")):
        wanted = fold(text[:_LONGEST])
        if wanted:
            found |= dict.fromkeys(_close(catalogue, wanted))
    return list(dict.fromkeys(catalogue.spelled[name] for name in found))[:_MOST]


def _close(catalogue: Catalogue, wanted: str) -> list[str]:
    """Names a few slips away, the nearest first; then those that look alike as a whole."""
    most = _slips_allowed(wanted)
    sound = wanted.translate(_ALIKE)
    ranked = []
    for name in catalogue.spelled:
        if abs(len(name) - len(wanted)) <= most:
            slips = _slips(wanted, name, most)
            if slips <= most:
                heard = 0 if name.translate(_ALIKE) == sound else slips
                moved = sorted(name) != sorted(wanted)
                ranked.append((heard, moved, slips, name[0] != wanted[0], name))
    found = [name for *_, name in sorted(ranked)]
    if len(wanted) > (3 if wanted.isascii() else 1):
        found += [name for name in catalogue.spelled if name.startswith(wanted)][:_MOST]
    if len(found) < _MOST and len(wanted) > 3:
        found += difflib.get_close_matches(wanted, catalogue.spelled, _MOST, 0.7)
    return found


def _slips_allowed(wanted: str) -> int:
    size = len(wanted)
    if not wanted.isascii():
        return 0 if size < 2 else 1 if size < 5 else 2
    return 0 if size < 3 else 1 if size < 6 else 2 if size < 10 else 3


def _slips(one: str, other: str, most: int) -> int:
    """How many slips of the hand lead from one to the other; more than `most` are not counted.

    A slip is a letter too many, too few, another, or two that changed places.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        line = [row]
        for column, meant in enumerate(other, 1):
            least = min(last[column] + 1, line[-1] + 1, last[column - 1] + (char != meant))
            if row > 1 and column > 1 and char == other[column - 2] and meant == one[row - 2]:
                least = min(least, before[column - 2] + 1)
            line.append(least)
        if min(line) > most and (not last or min(last) > most):
            return most + 1
        before, last = last, line
    return last[-1]
