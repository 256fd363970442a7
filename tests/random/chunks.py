"""Removes blocks and lines of a program as long as it stays interesting.

creduce knows C and gets further, but it asks thousands of questions; this takes
the worst out with a few hundred, because it removes whole functions and blocks
before it looks inside.
"""


def parse(lines):
    """Lines as a tree: a leaf is a line, a block a list (head, …, tail)."""
    root, stack = [], []
    node = root
    for line in lines:
        opened, closed = line.count("{"), line.count("}")
        if opened > closed:
            block = [line]
            node.append(block)
            stack.append(node)
            node = block
        elif closed > opened and stack:
            node.append(line)
            node = stack.pop()
        else:
            node.append(line)
    return root


def flatten(tree):
    for node in tree:
        if isinstance(node, list):
            yield from flatten(node)
        else:
            yield node


def shrink(text, keeps):
    """The smallest text found for which keeps(text) is true; `text` is one.

    `keeps` may raise TimeoutError, which ends it, with what was found.
    """
    tree = parse(text.splitlines())
    best = [text]

    def attempt():
        candidate = "\n".join(flatten(tree)) + "\n"
        if keeps(candidate):
            best[0] = candidate
            return True
        return False

    def visit(node, inside):
        """`inside`: the head and the tail of a block go only with it."""
        size = len(node)
        while size:
            first = 1 if inside else 0
            position = len(node) - (1 if inside else 0)
            while position > first:
                start = max(first, position - size)
                removed = node[start:position]
                del node[start:position]
                if not attempt():
                    node[start:start] = removed
                position = start
            size //= 2
        for index in range(len(node) - 1, -1, -1):
            child = node[index]
            if not isinstance(child, list):
                continue
            node[index:index + 1] = child[1:-1]  # without its braces
            if attempt():
                for inner in reversed(range(index, index + len(child) - 2)):
                    if isinstance(node[inner], list):
                        visit(node[inner], True)
            else:
                node[index:index + len(child) - 2] = [child]
                visit(child, True)

    try:
        previous = None
        while previous != best[0]:
            previous = best[0]
            visit(tree, False)
    except TimeoutError:
        pass
    return best[0]
