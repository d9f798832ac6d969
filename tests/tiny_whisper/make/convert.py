"""Convert to CTranslate2: python convert.py CHECKPOINT TOKENIZER_FOLDER MODEL_FOLDER"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from clips import WINDOW_SECONDS
from ctranslate2.converters import TransformersConverter
from make_tokenizer import token_id
from network import (
    DECODER_POSITIONS,
    ENCODER_POSITIONS,
    FEED_FORWARD,
    HEADS,
    LAYERS,
    MEL_BANDS,
    WIDTH,
)
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast, WhisperConfig, WhisperForConditionalGeneration
from voices import SAMPLE_RATE

HOP_LENGTH, FFT_LENGTH = 160, 400


def as_hugging_face(checkpoint: Path, tokenizer: Tokenizer) -> WhisperForConditionalGeneration:
    """The checkpoint as transformers' Whisper."""
    end = token_id(tokenizer, "<|endoftext|>")
    config = WhisperConfig(
        vocab_size=tokenizer.get_vocab_size(),
        num_mel_bins=MEL_BANDS,
        d_model=WIDTH,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=FEED_FORWARD,
        decoder_ffn_dim=FEED_FORWARD,
        max_source_positions=ENCODER_POSITIONS,
        max_target_positions=DECODER_POSITIONS,
        scale_embedding=False,
        pad_token_id=end,
        bos_token_id=end,
        eos_token_id=end,
        decoder_start_token_id=token_id(tokenizer, "<|startoftranscript|>"),
    )
    model = WhisperForConditionalGeneration(config)
    weights = {f"model.{name}": tensor for name, tensor in torch.load(checkpoint).items()}
    weights["proj_out.weight"] = weights["model.decoder.embed_tokens.weight"]
    model.load_state_dict(weights, strict=True)
    generation = model.generation_config
    generation.suppress_tokens = []
    # Not the end of the text, as in Whisper: silence must be able to end at once.
    generation.begin_suppress_tokens = [token_id(tokenizer, "\u0120")]
    attributes = {
        "alignment_heads": [
            [layer, head] for layer in range(LAYERS // 2, LAYERS) for head in range(HEADS)
        ],
        "lang_to_id": {"<|en|>": token_id(tokenizer, "<|en|>")},
        "no_timestamps_token_id": token_id(tokenizer, "<|notimestamps|>"),
    }
    for name, value in attributes.items():
        setattr(generation, name, value)
    return model


def main() -> None:
    """Read the command line and write the model folder that faster-whisper opens."""
    checkpoint, tokenizer_folder, output = (Path(argument) for argument in sys.argv[1:4])
    tokenizer_file = tokenizer_folder / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    with tempfile.TemporaryDirectory() as folder:
        as_hugging_face(checkpoint, tokenizer).save_pretrained(folder)
        end = "<|endoftext|>"
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, eos_token=end, bos_token=end, unk_token=end
        ).save_pretrained(folder)
        TransformersConverter(folder).convert(str(output), quantization="int8", force=True)
    shutil.copy(tokenizer_file, output / "tokenizer.json")
    preprocessor = {
        "feature_size": MEL_BANDS,
        "sampling_rate": SAMPLE_RATE,
        "hop_length": HOP_LENGTH,
        "chunk_length": WINDOW_SECONDS,
        "n_fft": FFT_LENGTH,
    }
    (output / "preprocessor_config.json").write_text(json.dumps(preprocessor) + "\n")
    for path in sorted(output.iterdir()):
        print(f"{path.name:28} {path.stat().st_size:9} bytes")


if __name__ == "__main__":
    main()
