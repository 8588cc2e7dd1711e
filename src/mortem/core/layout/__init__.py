"""Geometry of the pictures: where boxes, lines and text go, without a word of SVG."""

from __future__ import annotations

from mortem.core.layout.fishbone import Bone, FishboneLayout, Rib, layout_fishbone
from mortem.core.layout.shapes import Box, Line, PlacedMark, TextBlock
from mortem.core.layout.tree import TreeLayout, TreeNode, layout_tree

__all__ = [
    "Bone",
    "Box",
    "FishboneLayout",
    "Line",
    "PlacedMark",
    "Rib",
    "TextBlock",
    "TreeLayout",
    "TreeNode",
    "layout_fishbone",
    "layout_tree",
]
