"""What the canned Whisper says, and the vocabulary that makes each of its words one token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TEXT_TOKENS = 50257
"""Tokens before the special ones in every multilingual Whisper; the last of them is empty."""

TIMESTAMP_TOKENS = 1501
"""<|0.00|> to <|30.00|> in steps of 20 ms; they follow the special tokens."""

# As many as fill a 30 s window at a speaking pace (3.3 a second). Varied, because faster-whisper
# takes a text that compresses well for a stutter and decodes it again at higher temperatures.
_PASSAGE = (
    "this model never listens it only keeps pace with your voice and repeats one fixed "
    "passage so every engine has equal work nothing here was learned from real speech but "
    "each matrix holds as many numbers as its famous cousin therefore clocks cannot tell them "
    "apart imagine an actor reading aloud whatever story you hum until silence falls when "
    "audio ends he stops mid sentence bows then waits quietly for another tune winter "
    "evenings pass quickly beside such company although critics complain about plot grammar "
    "truth none doubt how steady his rhythm stays please trust these seconds not those"
)
CANNED_WORDS: tuple[str, ...] = tuple(_PASSAGE.split())

# Order and spelling as in OpenAI's tokenizer: faster-whisper and CTranslate2 look them up by name,
# and CTranslate2 takes everything after <|notimestamps|> for a timestamp.
_LANGUAGES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no "
    "th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw "
    "gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl "
    "mg as tt haw ln ha ba jw su"
)
LANGUAGES: tuple[str, ...] = tuple(_LANGUAGES.split())

_SPECIAL_TOKENS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)

VOCABULARY_SIZE = TEXT_TOKENS + len(_SPECIAL_TOKENS) + TIMESTAMP_TOKENS
"""51865, as in the multilingual Whisper tiny, base, small and medium."""


@dataclass(frozen=True, slots=True)
class CannedVocabulary:
    """The tokenizer and the same tokens as CTranslate2 wants them.

    tokens: of length ``VOCABULARY_SIZE``; a token's place is its id.
    words: ids of ``CANNED_WORDS``, one token each (with its leading space).
    """

    tokenizer: Tokenizer
    tokens: list[str]
    words: tuple[int, ...]

    def id_of(self, special: str) -> int:
        return TEXT_TOKENS + _SPECIAL_TOKENS.index(special)

    @property
    def language_ids(self) -> list[int]:
        return [self.id_of(f"<|{language}|>") for language in LANGUAGES]

    @property
    def first_timestamp(self) -> int:
        return self.id_of("<|notimestamps|>") + 1


def canned_vocabulary() -> CannedVocabulary:
    """Builds a byte-level BPE by hand, the same on every machine: nothing is trained.

    A word becomes one token by a chain of merges (``Ġ``, ``Ġw``, ``Ġwo``, …), the ids left over
    are taken by filler that no text reaches, and id 50256 by the empty token, by whose presence
    CTranslate2 knows a multilingual model.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {symbol: i for i, symbol in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    merges: list[tuple[str, str]] = []
    for word in CANNED_WORDS:
        merged = "Ġ"
        for letter in word:
            if merged + letter not in vocabulary:
                merges.append((merged, letter))
                vocabulary[merged + letter] = len(vocabulary)
            merged += letter
    words = tuple(vocabulary["Ġ" + word] for word in CANNED_WORDS)
    for i in range(len(vocabulary), TEXT_TOKENS - 1):
        vocabulary[f"Ġ#{i}"] = i
    vocabulary[""] = TEXT_TOKENS - 1

    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in _SPECIAL_TOKENS]
    )
    tokens = [*vocabulary, *_SPECIAL_TOKENS]
    tokens += [f"<|{i * 0.02:.2f}|>" for i in range(TIMESTAMP_TOKENS)]
    return CannedVocabulary(tokenizer, tokens, words)
