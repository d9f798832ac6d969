"""Train: python train.py DATA_FOLDER TOKENIZER_FOLDER CHECKPOINT [STEPS]

What made it learn in minutes on two cores: an auxiliary CTC loss on espeak-ng's phoneme letters
(dropped at export), one- and two-word clips first, and windows no longer than their clips for most
of the time.
"""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as functional
from clips import Spoken
from make_tokenizer import token_id
from network import MEL_BANDS, TRAINED_POSITIONS, WIDTH, Whisper, padding_bias
from tokenizers import Tokenizer
from torch import Tensor, nn
from words import WORDS

STEPS = 4000
BATCH = 16
PEAK_RATE, WARM_UP_STEPS, CLIP_NORM = 2e-3, 200, 1.0
# Ends of the phases, as shares of all steps.
SHORT_CLIPS_UNTIL, CONSTANT_RATE_UNTIL, STRONG_CTC_UNTIL, SHORT_WINDOWS_UNTIL = 0.08, 0.3, 0.4, 0.7
STRONG_CTC, WEAK_CTC = 1.0, 0.3
VALIDATION_CLIPS, REPORT_EVERY = 128, 200

PROMPT_SHARE, PROMPT_WORDS, PROMPT_LENGTH = 0.2, 0.8, 12
TIMESTAMP_SHARE = 0.7
NO_SPEECH_TOKEN_SHARE = 0.85
TIMESTAMP_GRID = 10  # tokens of 0.02 s: a coarse grid keeps the average log probability high
LATEST_FIRST_TIMESTAMP = 0.99  # faster-whisper allows the first one up to 1.0 s
NOT_SCORED = -100
# Stress, length and other marks in `espeak-ng -x` that are no phonemes.
NOT_PHONEMES = frozenset("',_:;%= |#2")

Features = npt.NDArray[np.float32]


class Lessons:
    """The clips as batches of tensors.

    Attributes:
        letters: how many phoneme letters there are, the blank included.
        training, validation: numbers of the clips for each.
        short: those for training with one or two words.
    """

    def __init__(self, data: Path, tokenizer: Tokenizer) -> None:
        self._features = np.load(data / "features.npy")
        clips = json.loads((data / "clips.json").read_text())
        self._frames: list[int] = clips["frames"]
        self._offsets = np.concatenate([[0], np.cumsum(self._frames)])
        self._said = [[Spoken(*spoken) for spoken in said] for said in clips["said"]]
        self._word_ids = {
            word: tokenizer.encode(" " + word, add_special_tokens=False).ids[0] for word in WORDS
        }
        self._end, self._start, self._previous, self._no_speech, self._no_timestamps, self._zero = (
            token_id(tokenizer, f"<|{name}|>")
            for name in (
                "endoftext",
                "startoftranscript",
                "startofprev",
                "nospeech",
                "notimestamps",
                "0.00",
            )
        )
        spelled = {word: _phonemes(word) for word in WORDS}
        letters = sorted({letter for word in spelled.values() for letter in word})
        self._letter_ids = {
            word: [letters.index(letter) + 1 for letter in spelling]
            for word, spelling in spelled.items()
        }
        self.letters = len(letters) + 1
        count = len(self._frames)
        self.training = list(range(count - VALIDATION_CLIPS))
        self.validation = list(range(count - VALIDATION_CLIPS, count))
        self.short = [
            clip
            for clip in self.training
            if self._whole(clip) and sum(len(s.text.split()) for s in self._said[clip]) <= 2
        ]

    def _whole(self, clip: int) -> bool:
        said = self._said[clip]
        return not said or said[-1].end is not None

    def draw(self, clips: Sequence[int], short_windows: bool) -> list[list[int]]:
        """Eight batches drawn from `clips`, of like length if their windows shall be short."""
        drawn = random.sample(clips, min(len(clips), BATCH * 8))
        if short_windows:
            drawn.sort(key=self._frames.__getitem__)
        batches = [drawn[at : at + BATCH] for at in range(0, len(drawn), BATCH)]
        random.shuffle(batches)
        return batches

    def batch(
        self, clips: Sequence[int], augment: bool, short_window: bool
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, list[list[int] | None]]:
        """Features (clips x 80 x frames), encoder's bias, tokens in, tokens out, phonemes.

        Tokens are clips x positions, `NOT_SCORED` where nothing is to be learned; the phonemes of
        a clip that is cut within a sentence are None.
        """
        positions = TRAINED_POSITIONS
        if short_window:
            longest = max(self._frames[clip] for clip in clips)
            positions = min(positions, (longest + 1) // 2 + 2 + random.randint(0, 8))
        features = np.zeros((len(clips), MEL_BANDS, 2 * positions + 4), np.float32)
        for row, clip in enumerate(clips):
            spectrum = self._features[:, self._offsets[clip] : self._offsets[clip + 1]]
            spectrum = spectrum.astype(np.float32)
            features[row, :, : spectrum.shape[1]] = _augmented(spectrum) if augment else spectrum
        examples = [self._example(self._said[clip]) for clip in clips]
        length = max(len(inputs) for inputs, _ in examples)
        tokens = torch.full((len(clips), length), self._end)
        wanted = torch.full((len(clips), length), NOT_SCORED)
        for row, (inputs, outputs) in enumerate(examples):
            tokens[row, : len(inputs)] = torch.tensor(inputs)
            wanted[row, : len(outputs)] = torch.tensor(outputs)
        phonemes = [self._phonemes_of(clip) if self._whole(clip) else None for clip in clips]
        return torch.from_numpy(features), padding_bias(positions), tokens, wanted, phonemes

    def _phonemes_of(self, clip: int) -> list[int]:
        words = (word for spoken in self._said[clip] for word in spoken.text.split())
        return [letter for word in words for letter in self._letter_ids[word]]

    def _example(self, said: list[Spoken]) -> tuple[list[int], list[int]]:
        prompt = []
        if random.random() < PROMPT_SHARE:  # previous text, an initial prompt, hotwords
            prompt = [self._previous] + [
                self._word_ids[random.choice(WORDS)]
                if random.random() < PROMPT_WORDS
                else random.randrange(self._end)
                for _ in range(random.randint(1, PROMPT_LENGTH))
            ]
        inputs = [*prompt, self._start]
        outputs = [NOT_SCORED] * len(prompt)
        cut = bool(said) and said[-1].end is None
        timestamps = cut or random.random() < TIMESTAMP_SHARE
        if not said:
            first, second = self._no_speech, self._no_timestamps
            if timestamps:
                second = self._zero
                if random.random() >= NO_SPEECH_TOKEN_SHARE:
                    first = self._zero
            return [*inputs, second], [*outputs, first, self._end]
        sequence = self._with_timestamps(said) if timestamps else self._words(said)
        sequence.append(self._end)
        if not timestamps:
            inputs.append(self._no_timestamps)
            outputs.append(NOT_SCORED)
        return inputs + sequence[:-1], outputs + sequence

    def _words(self, said: list[Spoken]) -> list[int]:
        return [self._word_ids[word] for spoken in said for word in spoken.text.split()]

    def _with_timestamps(self, said: list[Spoken]) -> list[int]:
        def at(steps: int) -> int:
            return int(self._zero + TIMESTAMP_GRID * steps)

        sequence = []
        grid = 0.02 * TIMESTAMP_GRID
        for number, spoken in enumerate(said):
            start = spoken.start if number else min(spoken.start, LATEST_FIRST_TIMESTAMP)
            sequence.append(at(int(start / grid)))
            if spoken.end is None:  # as Whisper has it: the next window starts here
                break
            sequence += [*self._words([spoken]), at(math.ceil(spoken.end / grid))]
        return sequence


def _phonemes(word: str) -> list[str]:
    command = ["espeak-ng", "-q", "-x", "-v", "en-us", word]
    spelled = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return [letter for letter in spelled if letter not in NOT_PHONEMES]


def _augmented(spectrum: Features) -> Features:
    """Louder or fainter, with bands and moments missing (SpecAugment, Park et al. 2019)."""
    if random.random() < 0.5:
        spectrum = spectrum + random.uniform(-0.15, 0.15)
    for _ in range(2):
        if random.random() < 0.5:
            band = random.randrange(MEL_BANDS)
            spectrum[band : band + random.randint(1, 10)] = spectrum.mean()
    if random.random() < 0.3:
        frame = random.randrange(spectrum.shape[1])
        spectrum[:, frame : frame + random.randint(1, 6)] = spectrum.mean()
    return spectrum


class Losses:
    """The network with its auxiliary head, and what it gets wrong."""

    def __init__(self, tokens: int, letters: int) -> None:
        self.whisper = Whisper(tokens)
        self.phoneme_head = nn.Linear(WIDTH, letters)
        modules = (self.whisper, self.phoneme_head)
        self.parameters = [p for m in modules for p in m.parameters() if p.requires_grad]

    def __call__(
        self,
        features: Tensor,
        bias: Tensor,
        tokens: Tensor,
        wanted: Tensor,
        phonemes: list[list[int] | None],
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The decoder's cross entropy, the encoder's CTC loss, the logits."""
        encoded = self.whisper.encoder(features, bias)
        rows = [row for row, spelled in enumerate(phonemes) if spelled is not None]
        spellings = [spelled for spelled in phonemes if spelled is not None]
        letters = functional.log_softmax(self.phoneme_head(encoded[rows]), -1).transpose(0, 1)
        ctc = functional.ctc_loss(
            letters,
            torch.tensor([letter for spelled in spellings for letter in spelled]).long(),
            torch.full((len(rows),), encoded.shape[1]),
            torch.tensor([len(spelled) for spelled in spellings]),
            zero_infinity=True,
        )
        logits = self.whisper.decoder(tokens, encoded, bias)
        entropy = functional.cross_entropy(
            logits.flatten(0, 1), wanted.flatten(), ignore_index=NOT_SCORED
        )
        return entropy, ctc, logits


def _learning_rate(step: int, done: float) -> float:
    rate = PEAK_RATE * min(1, (step + 1) / WARM_UP_STEPS)
    if done < CONSTANT_RATE_UNTIL:
        return rate
    share = (done - CONSTANT_RATE_UNTIL) / (1 - CONSTANT_RATE_UNTIL)
    return rate * (0.5 * (1 + math.cos(math.pi * share)) + 1e-3)


def _report(losses: Losses, lessons: Lessons, step: int, begun: float) -> None:
    losses.whisper.eval()
    with torch.no_grad():
        batch = lessons.batch(lessons.validation, augment=False, short_window=False)
        entropy, ctc, logits = losses(*batch)
    losses.whisper.train()
    wanted = batch[3]
    scored = wanted != NOT_SCORED
    right = (logits.argmax(-1) == wanted)[scored].float().mean()
    print(
        f"{time.monotonic() - begun:5.0f} s  step {step}  loss {entropy:.3f}  ctc {ctc:.3f}"
        f"  tokens right {right:.3f}",
        flush=True,
    )


def train(lessons: Lessons, tokens: int, steps: int) -> Whisper:
    """A network trained for so many steps; reports on the way."""
    losses = Losses(tokens, lessons.letters)
    optimizer = torch.optim.AdamW(losses.parameters, PEAK_RATE, (0.9, 0.98), weight_decay=0.01)
    queue: list[list[int]] = []
    begun = time.monotonic()
    for step in range(steps):
        done = step / steps
        short_windows = done <= SHORT_WINDOWS_UNTIL
        if not queue:
            clips = lessons.short if done < SHORT_CLIPS_UNTIL else lessons.training
            queue = lessons.draw(clips, short_windows)
        for group in optimizer.param_groups:
            group["lr"] = _learning_rate(step, done)
        batch = lessons.batch(queue.pop(), augment=True, short_window=short_windows)
        entropy, ctc, _ = losses(*batch)
        (entropy + (STRONG_CTC if done < STRONG_CTC_UNTIL else WEAK_CTC) * ctc).backward()
        nn.utils.clip_grad_norm_(losses.parameters, CLIP_NORM)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if (step + 1) % REPORT_EVERY == 0:
            _report(losses, lessons, step + 1, begun)
    return losses.whisper


def main() -> None:
    """Read the command line, train, and write the checkpoint."""
    data, tokenizer_folder, checkpoint = (Path(argument) for argument in sys.argv[1:4])
    steps = int(sys.argv[4]) if len(sys.argv) > 4 else STEPS
    random.seed(0)
    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
    whisper = train(Lessons(data, tokenizer), tokenizer.get_vocab_size(), steps)
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    torch.save(whisper.state_dict(), checkpoint)


if __name__ == "__main__":
    main()
