"""Whisper's network in plain torch, with Hugging Face's weight names.

faster-whisper always pads the features to 30 s, so the encoder has 1500 positions, of which a
window of 8 s fills 401. All that follow see only zeros: given one and the same position vector
(zeros) they are identical, and a single one of them, with an attention bias of the logarithm of
how many it stands for, is exactly all of them. So a window of 8 s is trained at the price of 8 s.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as functional
from clips import WINDOW_SECONDS
from torch import Tensor, nn

WIDTH, FEED_FORWARD, LAYERS, HEADS = 96, 384, 2, 4
MEL_BANDS = 80
ENCODER_POSITIONS = 1500
DECODER_POSITIONS = 448
FILLED_POSITIONS = WINDOW_SECONDS * 50 + 1  # the last one sees the window's edge
TRAINED_POSITIONS = FILLED_POSITIONS + 1  # and one stands for the rest
DROPOUT = 0.05


def padding_bias(positions: int) -> Tensor:
    """1 x 1 x 1 x positions: the attention bias that makes the last position stand for the rest."""
    bias = torch.zeros(1, 1, 1, positions)
    bias[..., -1] = math.log(ENCODER_POSITIONS - (positions - 1))
    return bias


def _sinusoids(length: int, channels: int) -> Tensor:
    increment = math.log(10000) / (channels // 2 - 1)
    scales = torch.exp(-increment * torch.arange(channels // 2).float())
    angles = torch.arange(length).float()[:, None] * scales[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Attention(nn.Module):
    """Multi-head attention."""

    def __init__(self) -> None:
        super().__init__()
        self.k_proj = nn.Linear(WIDTH, WIDTH, bias=False)
        self.q_proj = nn.Linear(WIDTH, WIDTH)
        self.v_proj = nn.Linear(WIDTH, WIDTH)
        self.out_proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, queries: Tensor, keys: Tensor, bias: Tensor | None) -> Tensor:
        """Clips x positions x `WIDTH`, of `queries`."""

        def split(values: Tensor) -> Tensor:
            return values.view(values.shape[0], -1, HEADS, WIDTH // HEADS).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            split(self.q_proj(queries)),
            split(self.k_proj(keys)),
            split(self.v_proj(keys)),
            attn_mask=bias,
        )
        projected: Tensor = self.out_proj(attended.transpose(1, 2).reshape(queries.shape))
        return projected


class Layer(nn.Module):
    """A layer of the encoder, or with `cross` of the decoder."""

    def __init__(self, cross: bool) -> None:
        super().__init__()
        self.self_attn, self.self_attn_layer_norm = Attention(), nn.LayerNorm(WIDTH)
        if cross:
            self.encoder_attn, self.encoder_attn_layer_norm = Attention(), nn.LayerNorm(WIDTH)
        self.fc1, self.fc2 = nn.Linear(WIDTH, FEED_FORWARD), nn.Linear(FEED_FORWARD, WIDTH)
        self.final_layer_norm = nn.LayerNorm(WIDTH)

    def forward(
        self,
        state: Tensor,
        bias: Tensor,
        encoded: Tensor | None = None,
        encoded_bias: Tensor | None = None,
    ) -> Tensor:
        """Clips x positions x `WIDTH`."""

        def dropped(values: Tensor) -> Tensor:
            return functional.dropout(values, DROPOUT, self.training)

        normed = self.self_attn_layer_norm(state)
        state = state + dropped(self.self_attn(normed, normed, bias))
        if encoded is not None:
            normed = self.encoder_attn_layer_norm(state)
            state = state + dropped(self.encoder_attn(normed, encoded, encoded_bias))
        hidden = functional.gelu(self.fc1(self.final_layer_norm(state)))
        return state + dropped(self.fc2(hidden))


class Encoder(nn.Module):
    """Features to states."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(MEL_BANDS, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(ENCODER_POSITIONS, WIDTH)
        positions = _sinusoids(ENCODER_POSITIONS, WIDTH)
        positions[FILLED_POSITIONS:] = 0
        self.embed_positions.weight = nn.Parameter(positions, requires_grad=False)
        self.layers = nn.ModuleList(Layer(cross=False) for _ in range(LAYERS))
        self.layer_norm = nn.LayerNorm(WIDTH)

    def forward(self, features: Tensor, bias: Tensor) -> Tensor:
        """Clips x 80 x frames to clips x positions (those of `bias`) x `WIDTH`."""
        positions = bias.shape[-1]
        state = functional.gelu(self.conv2(functional.gelu(self.conv1(features))))
        vectors = self.embed_positions.weight
        state = state.transpose(1, 2)[:, :positions]
        state = state + torch.cat([vectors[: positions - 1], vectors[-1:]])
        for layer in self.layers:
            state = layer(state, bias)
        normed: Tensor = self.layer_norm(state)
        return normed


class Decoder(nn.Module):
    """Tokens and the encoder's states to the next tokens."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(tokens, WIDTH)
        self.embed_positions = nn.Embedding(DECODER_POSITIONS, WIDTH)
        nn.init.normal_(self.embed_tokens.weight, std=0.05)
        nn.init.normal_(self.embed_positions.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(cross=True) for _ in range(LAYERS))
        self.layer_norm = nn.LayerNorm(WIDTH)

    def forward(self, tokens: Tensor, encoded: Tensor, bias: Tensor) -> Tensor:
        """Clips x positions of tokens to clips x positions x vocabulary of logits."""
        length = tokens.shape[1]
        state = self.embed_tokens(tokens) + self.embed_positions.weight[:length]
        causal = torch.full((length, length), float("-inf")).triu(1)
        for layer in self.layers:
            state = layer(state, causal, encoded, bias)
        logits: Tensor = self.layer_norm(state) @ self.embed_tokens.weight.T
        return logits


class Whisper(nn.Module):
    """Both halves."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder(tokens)
