"""Write the tokenizer: python make_tokenizer.py FOLDER

A byte-level BPE in Whisper's order (text, <|endoftext|>, other specials, timestamps at once after
<|notimestamps|>) in which every known word with its space is one token.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from words import WORDS

SPECIALS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
TIMESTAMPS, TIMESTAMP_SECONDS = 1501, 0.02


def byte_symbols() -> list[str]:
    """GPT-2's printable symbol for each of the 256 bytes (openai/gpt-2, `bytes_to_unicode`)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = (byte for byte in range(256) if byte not in printable)
    symbols = {byte: chr(byte) for byte in printable}
    symbols |= {byte: chr(256 + number) for number, byte in enumerate(others)}
    return [symbols[byte] for byte in range(256)]


def make_tokenizer() -> Tokenizer:
    """The tokenizer, with a chain of merges from the left for each word: G, Gh, Ghe, ..."""
    symbols = byte_symbols()
    vocabulary = {symbol: number for number, symbol in enumerate(symbols)}
    merges = []
    for word in WORDS:
        prefix = symbols[ord(" ")]
        for letter in word:
            pair = prefix, letter
            prefix += letter
            if prefix not in vocabulary:
                vocabulary[prefix] = len(vocabulary)
                merges.append(pair)
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True, normalized=False) for name in SPECIALS]
    )
    # Not special: so they are in Whisper's own tokenizer.json.
    tokenizer.add_tokens(
        [
            AddedToken(f"<|{number * TIMESTAMP_SECONDS:.2f}|>", special=False, normalized=False)
            for number in range(TIMESTAMPS)
        ]
    )
    for word in WORDS:
        assert len(tokenizer.encode(" " + word, add_special_tokens=False).ids) == 1, word
    return tokenizer


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """The number of a token that is known to exist."""
    number = tokenizer.token_to_id(token)
    assert number is not None, token
    return number


def main() -> None:
    """Read the command line and write tokenizer.json."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    print(f"{tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
