"""Small drawings of things, one per kind, tinted with the thing's colour. All are ours, on a grid of 64 by 64."""

from __future__ import annotations

from functools import cache

# colour: (body, line, light)
_TINTS: dict[str, tuple[str, str, str]] = {
    "": ("#c9d3d6", "#4a5a61", "#eef2f3"),
    "black": ("#4b5257", "#1f2427", "#8b9398"),
    "blue": ("#6d9dcb", "#23517f", "#cfe0f0"),
    "red": ("#d98176", "#8c2f25", "#f5d6d2"),
    "green": ("#83b38a", "#2f6238", "#d5e8d8"),
    "yellow": ("#ecd06a", "#86681a", "#faf0c8"),
    "white": ("#ffffff", "#7b868b", "#f3f5f6"),
    "grey": ("#aab2b6", "#525c61", "#dfe3e5"),
    "orange": ("#e6a265", "#8f5115", "#f8e0c8"),
    "pink": ("#e3a3bb", "#8d3c5b", "#f7dfe8"),
    "purple": ("#ab92c8", "#56397b", "#e3d9ef"),
    "brown": ("#ad8a6b", "#5e4127", "#e5d8cb"),
    "clear": ("#e6eef0", "#6c8189", "#f7fafb"),
    "silver": ("#cfd5d8", "#5b666b", "#eff2f3"),
}

# b: filled with the body's colour, l: light, n: no filling; everything has the line's colour.
_SHAPES: dict[str, str] = {
    "pen": "b:M14 50 44 20l6 6-30 30-8 2z l:M44 20l5-5 6 6-5 5z n:M18 46l6 6",
    "pencil": "b:M12 52l3-11 30-30 8 8-30 30z l:M12 52l3-11 8 8z n:M40 16l8 8",
    "marker": "b:M16 40 38 18l10 10-22 22z l:M16 40l10 10-12 4-2-2z b:M38 18l6-6 10 10-6 6z",
    "paper": "l:M16 10h26l8 8v36H16z n:M42 10v8h8 n:M22 28h20M22 36h20M22 44h12",
    "notebook": "b:M16 10h34v44H16z l:M24 10h26v44H24z n:M12 18h8M12 28h8M12 38h8M12 48h8",
    "notes": "l:M20 16h32v26L42 52H20z b:M14 10h32v32H14z n:M20 20h20M20 28h20",
    "envelope": "l:M8 16h48v34H8z n:M8 18l24 18 24-18",
    "binder": "b:M16 10h20v44H16z l:M36 10h12v44H36z l:M21 18h10v14H21z n:M26 44a3 3 0 1 0 .1 0",
    "folder": "b:M8 18h18l5 6h25v28H8z l:M8 28h48v24H8z",
    "dispenser-tape": "b:M10 34c0-14 20-20 34-8l10 14v10H18c-6 0-8-8-8-16z l:M28 32a7 7 0 1 0 .1 0",
    "eraser": "b:M10 42 34 18l16 12-24 24z l:M10 42l8-8 16 12-8 8z",
    "stapler": "b:M8 30c4-10 26-14 46-8v8H8z l:M8 30h46v6H14z b:M10 42h46v8H10z n:M14 36v6",
    "clip": "n:M22 16v26a10 10 0 0 0 20 0V18a7 7 0 0 0-14 0v24a4 4 0 0 0 8 0V22",
    "scissors": "l:M30 32 50 10l4 4-20 24z l:M34 32 14 10l-4 4 20 24z b:M22 40a8 8 0 1 0 .1 0 b:M42 40a8 8 0 1 0 .1 0",
    "ring": "n:M32 12a20 20 0 1 0 .1 0 n:M32 18a14 14 0 1 0 .1 0",
    "tape": "b:M30 12a20 20 0 1 0 .1 0 l:M30 24a8 8 0 1 0 .1 0 b:M30 52h26v-8",
    "glue": "b:M22 24h20v30H22z l:M24 16h16v8H24z l:M27 10h10v6H27z n:M22 40h20",
    "tray": "b:M8 26h48l-4 10H12z b:M8 42h48l-4 10H12z n:M12 12v14M52 12v14M10 36v6M54 36v6",
    "board": "l:M8 12h48v34H8z n:M16 22l10 10 8-6 12 10 b:M20 46h24v5H20z",
    "shredder": "b:M10 12h44v14H10z l:M14 26h36v28H14z n:M18 19h28M22 32v14M28 32v14M34 32v14M40 32v14",
    "toner": "b:M8 24h48v16H8z l:M14 16h28v8H14z n:M8 40l6 8h36l6-8 l:M46 28h6v6h-6z",
    "laptop": "b:M14 14h36v26H14z l:M18 18h28v18H18z b:M6 46h52l-4 6H10z",
    "desktop": "b:M14 8h24v48H14z l:M18 14h16v6H18z n:M18 26h16 l:M26 44a3 3 0 1 0 .1 0 n:M44 56h10V40H44",
    "monitor": "b:M8 12h48v32H8z l:M12 16h40v24H12z b:M28 44h8v6h-8z n:M20 52h24",
    "keyboard": "b:M6 22h52v22H6z n:M12 28h40M12 33h40 l:M20 36h24v4H20z",
    "mouse": "b:M32 10c10 0 14 8 14 16v14c0 9-5 14-14 14s-14-5-14-14V26c0-8 4-16 14-16z n:M32 10v16M18 28h28",
    "headset": "n:M14 36v-4a18 18 0 0 1 36 0v4 b:M10 34h10v16H10z b:M44 34h10v16H44z n:M50 50c0 5-6 6-12 6",
    "camera": "b:M32 10a18 18 0 1 0 .1 0 l:M32 20a8 8 0 1 0 .1 0 b:M22 50h20l4 6H18z",
    "hub": "b:M8 22h48v18H8z l:M14 28h7v6h-7z l:M26 28h7v6h-7z l:M38 28h7v6h-7z n:M32 40v14",
    "stick": "b:M10 26h32v14H10z l:M42 28h12v10H42z n:M46 31h4M46 35h4",
    "disk": "b:M14 8h36v48H14z l:M32 14a12 12 0 1 0 .1 0 n:M32 26l8 16 l:M20 46h8v5h-8z",
    "cable": "b:M8 14h14v10H8z b:M42 40h14v10H42z n:M22 19h14c12 0 12 12 0 12h-8c-12 0-12 14 0 14h14",
    "switch": "b:M6 24h52v18H6z l:M12 32h6v5h-6z l:M21 32h6v5h-6z l:M30 32h6v5h-6z l:M39 32h6v5h-6z n:M12 28h12",
    "router": "b:M8 36h48v14H8z n:M18 36V16M46 36V16 n:M26 24c4-4 8-4 12 0M22 18c6-6 14-6 20 0 l:M14 42h10v3H14z",
    "printer": "l:M18 8h28v14H18z b:M8 22h48v22H8z l:M18 36h28v20H18z n:M24 44h16M24 50h16 n:M46 28h4",
    "projector": "b:M6 22h52v24H6z l:M22 26a8 8 0 1 0 .1 0 n:M38 30h12M38 36h12 n:M14 46v6M50 46v6",
    "ups": "b:M18 8h28v48H18z l:M24 14h16v8H24z n:M34 28l-6 10h8l-6 10",
    "screwdriver": "b:M36 20l8-8c4-4 12 4 8 8l-8 8z n:M38 26 16 48l-4 6 6-4 22-22",
    "hammer": "b:M14 12h26c6 0 10 3 10 8H36v4H26v-4H14z l:M28 24h6v32h-6z",
    "pliers": "b:M26 8c-6 8-4 16 4 22l4-4c-2-6-4-12-2-18z b:M38 8c6 8 4 16-4 22l-4-4c2-6 4-12 2-18z "
    "l:M28 30 16 54l6 2 12-20z l:M36 30l12 24-6 2-12-20z",
    "wrench": "b:M40 8a12 12 0 0 0-10 16L10 44a6 6 0 0 0 9 9l20-20A12 12 0 0 0 54 20l-8 5-6-4z",
    "hexkey": "n:M16 12v30c0 6 4 8 8 8h28 n:M24 12v26c0 3 2 4 4 4h24 n:M16 12h8M52 42v8",
    "measure": "b:M10 14h28c8 0 14 6 14 14v14H10z l:M28 20a9 9 0 1 0 .1 0 l:M52 36h6v12H34v-6 n:M40 48v-3M46 48v-3",
    "knife": "b:M8 44 38 14l8 8-30 30c-4 2-8-4-8-8z l:M38 14l6-6 10 10-8 4z n:M20 38l6 6",
    "saw": "l:M6 20l40 6v14l-3-4-3 4-4-4-3 4-4-4-3 4-4-4-3 4-4-4-3 4-6-4z b:M46 22h10v20H46z",
    "powerdrill": "b:M12 16h30v14H12z l:M42 19h8v8h-8z n:M50 23h8 b:M18 30h12l-2 16H16z l:M12 46h20v8H12z",
    "bit": "b:M28 8h8v12h-8z l:M28 20h8v26l-4 10-4-10z n:M28 26l8 4M28 34l8 4M28 42l8 4",
    "screw": "b:M18 10h28l-8 10H26z l:M27 20h10v26l-5 10-5-10z n:M25 26h14M25 32h14M25 38h14M27 44h10",
    "bolt": "b:M20 8h24l4 8-4 6H20l-4-6z l:M26 22h12v34H26z n:M26 34h12M26 40h12M26 46h12",
    "nut": "b:M20 12h24l12 20-12 20H20L8 32z l:M32 22a10 10 0 1 0 .1 0",
    "washer": "b:M32 10a22 22 0 1 0 .1 0 l:M32 22a10 10 0 1 0 .1 0",
    "disc": "b:M32 8a24 24 0 1 0 .1 0 l:M32 26a6 6 0 1 0 .1 0 n:M20 22l4 4M44 22l-4 4M20 44l4-4M44 44l-4-4",
    "spray": "b:M22 24h20v32H22z l:M26 14h12v10H26z n:M38 18h8M50 12l-4 3M52 18h-4M50 24l-4-3 l:M26 34h12v12H26z",
    "tin": "b:M14 20h36v32H14z l:M12 14h40v6H12z l:M20 28h24v14H20z",
    "padlock": "b:M14 28h36v26H14z n:M22 28v-8a10 10 0 0 1 20 0v8 l:M32 36a4 4 0 1 0 .1 0 n:M32 44v5",
    "ladder": "n:M22 8 14 56M42 8l8 48M21 18h23M19 28h27M17 38h31M16 48h34",
    "trolley": "n:M16 8h6l6 38h20 b:M28 18h22v24H28z l:M26 46a5 5 0 1 0 .1 0 l:M46 46a5 5 0 1 0 .1 0",
    "shelf": "n:M10 8v48M54 8v48 b:M10 16h44v4H10z b:M10 32h44v4H10z b:M10 48h44v4H10z "
    "l:M18 24h10v8H18z l:M34 40h12v8H34z",
    "box": "b:M10 22l22-10 22 10v24L32 56 10 46z l:M10 22l22 10 22-10-22-10z n:M32 32v24",
    "strip": "b:M6 24h52v16H6z l:M14 28a4 4 0 1 0 .1 0 l:M27 28a4 4 0 1 0 .1 0 l:M40 28a4 4 0 1 0 .1 0 n:M58 32h4",
    "battery": "b:M18 16h28v40H18z l:M26 8h12v8H26z n:M32 26v12M26 32h12M26 46h12",
    "bulb": "b:M32 8c10 0 16 7 16 16 0 8-6 10-8 18H24c-2-8-8-10-8-18 0-9 6-16 16-16z l:M25 44h14v10H25z",
    "lamp": "b:M22 14l18-6 8 16-18 6z n:M34 28 24 44v8 b:M12 52h26v4H12z",
    "tie": "n:M14 44c-8-20 20-36 34-18 8 12 0 24-10 24 b:M30 42h12v10H30z n:M42 47h16",
    "glove": "b:M18 56V34l-6-8 5-4 7 8V12h6v14-18h6v18-14h6v16-10h6v26l-4 12z l:M18 48h26v8H18z",
    "shoe": "b:M8 26h16l8 10 20 4c4 2 4 6 4 10H8z l:M8 46h48v6H8z n:M26 30l-4 4M30 34l-4 4",
    "helmet": "b:M12 40c0-16 8-26 20-26s20 10 20 26z l:M8 40h48v6H8z n:M28 15v16h8V15",
    "glasses": "l:M8 26h20v8c0 10-20 10-20 0z l:M36 26h20v8c0 10-20 10-20 0z n:M28 28h8M8 26l4-8M56 26l-4-8",
    "ear": "b:M12 20c8-6 14-4 16 4l4 20-8 2c-10-4-16-16-12-26z b:M52 20c-8-6-14-4-16 4l-4 20 8 2c10-4 16-16 12-26z",
    "mask": "b:M14 22l18-6 18 6v14c0 10-10 14-18 14S14 46 14 36z n:M14 26 6 22M50 26l8-4M20 30h24M20 38h24",
    "vest": "b:M18 10l8 6h12l8-6 6 10-6 4v30H18V24l-6-4z l:M18 34h28v5H18z l:M18 44h28v5H18z n:M32 16v38",
    "extinguisher": "b:M22 24c0-6 20-6 20 0v32H22z l:M26 36h12v12H26z n:M32 20v-6h10l6 12M24 12h14",
    "sign": "b:M32 8l26 46H6z n:M32 24v14M32 44v3",
    "firstaid": "b:M8 20h48v34H8z n:M24 20v-8h16v8 l:M28 26h8v8h8v8h-8v8h-8v-8h-8v-8h8z",
    "bottle": "b:M22 24l4-6v-8h12v8l4 6v32H22z l:M26 6h12v6H26z l:M22 32h20v14H22z",
    "pump": "b:M18 28h28v28H18z l:M28 18h8v10h-8z n:M32 18v-8h12v6 l:M24 36h16v12H24z",
    "roll": "b:M14 12h28v40H14z l:M42 12c8 0 8 40 0 40s-8-40 0-40z n:M42 28c3 0 3 8 0 8M14 52v4h28",
    "bag": "b:M18 22c-8 10-10 34 2 34h24c12 0 10-24 2-34z l:M22 10l4 12h12l4-12-10 4z n:M26 22h12",
    "bin": "b:M16 20h32l-4 36H20z l:M12 14h40v6H12z n:M26 28l2 20M38 28l-2 20",
    "bucket": "b:M12 22h40l-6 34H18z l:M12 22c0-6 40-6 40 0s-40 6-40 0z n:M14 20c4-16 32-16 36 0",
    "broom": "n:M44 6 32 30 b:M26 28l14 8-4 8-16-8z l:M20 36l16 8-6 14-18-10z",
    "mop": "n:M32 6v26 b:M22 32h20v6H22z l:M20 38h24l4 18H16z n:M24 40v14M32 40v14M40 40v14",
    "sponge": "b:M8 28h48v22H8z l:M8 20h48v8H8z n:M18 36h1M30 42h1M42 36h1M24 34h1M48 44h1",
    "cloth": "b:M10 14c14 6 30-6 44 0v36c-14-6-30 6-44 0z n:M18 24h1M28 28h1M40 26h1M22 38h1M34 40h1M46 36h1",
    "dispenser": "b:M14 10h36v34H14z l:M26 18h12v12H26z l:M22 44h20v12l-10-4-10 4z",
    "vacuum": "b:M12 26h28v24H12z l:M12 18h28v8H12z n:M40 30c16 0 8-22 18-22 "
    "l:M16 50a4 4 0 1 0 .1 0 l:M36 50a4 4 0 1 0 .1 0",
    "coffee": "b:M18 16h28v40H18z l:M18 10h28v6H18z l:M32 28c6 4 6 12 0 16-6-4-6-12 0-16z n:M32 28c-3 6 3 10 0 16",
    "water": "l:M24 20c0-4 2-6 2-12h12c0 6 2 8 2 12v36H24z b:M24 32h16v12H24z n:M24 50h16",
    "cup": "b:M16 18h32l-4 38H20z l:M14 12h36v6H14z l:M18 30h28l-1 12H19z",
    "chair": "b:M20 8h24v24H20z l:M16 34h32v6H16z n:M32 40v10M32 48 20 56M32 48l12 8M14 26v10M50 26v10",
    "desk": "b:M6 18h52v6H6z l:M34 24h18v22H34z n:M10 24v30M54 24v30M34 35h18M42 30h3M42 40h3",
    "cabinet": "b:M14 8h36v48H14z l:M18 12h28v12H18z l:M18 28h28v12H18z l:M18 44h28v8H18z n:M28 18h8M28 34h8M28 48h8",
}  # fmt: skip
PLAIN = "box"
# What a thing without a colour of its own looks like.
_USUAL = {
    "box": "brown", "extinguisher": "red", "firstaid": "green", "paper": "white", "coffee": "brown", "sign": "yellow",
    "battery": "orange", "bulb": "yellow", "hammer": "brown", "saw": "orange", "screwdriver": "red", "pliers": "blue",
    "powerdrill": "yellow", "ladder": "silver", "desk": "brown", "cup": "brown", "bottle": "green", "spray": "blue",
    "pump": "pink", "mask": "white", "shoe": "black", "laptop": "grey", "monitor": "black", "toner": "black",
    "router": "black", "ups": "black", "pencil": "yellow", "glue": "yellow", "water": "blue", "tin": "brown",
    "measure": "yellow", "knife": "grey", "roll": "white", "board": "white", "stapler": "grey", "trolley": "blue",
}  # fmt: skip


def _parts(drawing: str) -> list[tuple[str, str]]:
    """``"b:M0 0h1 n:M2 2"`` as pairs of filling and path."""
    parts: list[tuple[str, str]] = []
    for word in drawing.split():
        if word[1:2] == ":":
            parts.append((word[0], word[2:]))
        else:
            kind, path = parts[-1]
            parts[-1] = (kind, f"{path} {word}")
    return parts


@cache
def svg(name: str) -> str:
    """The drawing called ``shape`` or ``shape-colour``; an unknown shape is a box, an unknown colour grey."""
    shape, tint = name, ""
    if name not in _SHAPES:
        shape, _, tint = name.rpartition("-")
    body, line, light = _TINTS.get(tint or _USUAL.get(shape, ""), _TINTS[""])
    fill = {"b": body, "l": light, "n": "none"}
    paths = "".join(
        f'<path fill="{fill[kind]}" d="{path}"/>' for kind, path in _parts(_SHAPES.get(shape, _SHAPES[PLAIN]))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="256" height="256">'
        '<rect width="64" height="64" fill="#f6f4f0"/>'
        f'<g stroke="{line}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round">{paths}</g></svg>'
    )


def known(name: str) -> bool:
    shape, _, tint = name.rpartition("-")
    return name in _SHAPES or (shape in _SHAPES and tint in _TINTS)


def names() -> list[str]:
    """Every shape, for the page that shows them all and for tests."""
    return sorted(_SHAPES)
