"""The query card: a question that is kept in one file, shared, and asked again."""

from seesame.card.card import Card, Promise
from seesame.card.file import SUFFIX, read_card, write_card
from seesame.card.judgement import Impressions, Judgement

__all__ = ["SUFFIX", "Card", "Impressions", "Judgement", "Promise", "read_card", "write_card"]
