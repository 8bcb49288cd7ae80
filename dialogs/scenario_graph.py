"""Judge a scenario's graph: every way leads somewhere, every node is reachable, no going round without a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs.scenario import FormNode, Node, QuestionNode, exits

Graph = Mapping[str, Iterable[str]]


def unknown_exits(nodes: Mapping[str, Node]) -> list[tuple[str, str]]:
    """(node, where it leads) for every way to a node that isn't there."""
    return [(node.id, target) for node in nodes.values() for target in exits(node) if target not in nodes]


def unreachable(nodes: Mapping[str, Node], start: str) -> list[str]:
    """The nodes no way leads to."""
    reached = _reached({node.id: exits(node) for node in nodes.values()}, [start])
    return [node_id for node_id in nodes if node_id not in reached]


def silent_loops(nodes: Mapping[str, Node]) -> list[str]:
    """The nodes of loops in which nothing is ever asked, so that a turn would not end."""
    silent = {node.id for node in nodes.values() if not waits(node)}
    graph = {node_id: [target for target in exits(nodes[node_id]) if target in silent] for node_id in silent}
    return [node_id for node_id in nodes if node_id in silent and node_id in _reached(graph, graph[node_id])]


def waits(node: Node) -> bool:
    """Whether the person is asked something here, so that a turn ends. (What a jump asks is its own affair.)"""
    return isinstance(node, QuestionNode | FormNode)


def _reached(graph: Graph, start: Iterable[str]) -> set[str]:
    reached = set(start)
    waiting = list(reached)
    while waiting:
        for target in graph[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
