/** `[0, 114, 178]`. */
type Rgb = readonly [number, number, number];

/**
 * A colour of a dashboard as `#rrggbb`: `#abc`, `#aabbcc`, `#aabbccdd`, `rgb(…)` and `rgba(…)`, what is
 * transparent laid on the ground. Anything else (it came from outside) is the fallback.
 */
export function hexOf(text: string, ground: string, fallback: string): string {
  const colour = text.trim().toLowerCase();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(colour);
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`;
  if (/^#[0-9a-f]{6}$/.test(colour)) return colour;
  if (/^#[0-9a-f]{8}$/.test(colour)) {
    return mix(ground, colour.slice(0, 7), Number.parseInt(colour.slice(7), 16) / 255);
  }
  const parts = /^rgba?\(([\d.,%\s/]{5,40})\)$/
    .exec(colour)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean);
  const [red, green, blue, alpha = 1] = (parts ?? []).map((part) =>
    part.endsWith('%') ? Number.parseFloat(part) / 100 : Number(part),
  );
  if (red === undefined || green === undefined || blue === undefined) return fallback;
  if (![red, green, blue, alpha].every(Number.isFinite)) return fallback;
  return mix(ground, toHex([red, green, blue]), Math.min(1, Math.max(0, alpha)));
}

/** `part` 0 is the first, 1 the second. Both `#rrggbb`. */
export function mix(first: string, second: string, part: number): string {
  const from = toRgb(first);
  const to = toRgb(second);
  return toHex([0, 1, 2].map((at) => from[at as 0] + (to[at as 0] - from[at as 0]) * part));
}

/** The colour with its hue turned by degrees; lightness and saturation stay. */
export function turned(colour: string, degrees: number): string {
  const [red, green, blue] = toRgb(colour);
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const span = most - least;
  if (span === 0) return colour;
  const sector =
    most === red
      ? (green - blue) / span
      : most === green
        ? 2 + (blue - red) / span
        : 4 + (red - green) / span;
  const hue = (sector + degrees / 60 + 12) % 6;
  const channel = (from: number) => {
    const way = Math.abs(((hue - from + 9) % 6) - 3);
    return least + span * Math.min(1, Math.max(0, 2 - way));
  };
  return toHex([channel(0), channel(2), channel(4)]);
}

/** The colour at 0 to 1 along evenly spread stops. */
export function colourAt(stops: readonly string[], at: number): string {
  const place = Math.min(1, Math.max(0, at)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const low = stops[Math.max(0, index)] ?? '#808080';
  return mix(low, stops[index + 1] ?? low, place - index);
}

/** WCAG 2.2: 1 for equals, 21 for black and white. */
export function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white ink, whichever is read better on a ground: 4.58:1 at least, on any. */
export function inkOn(ground: string): string {
  return contrast('#ffffff', ground) >= contrast('#000000', ground) ? '#ffffff' : '#000000';
}

/** The colour, drawn towards the text's as far as it must be to be read (4.5:1). */
export function readable(colour: string, ground: string, text: string): string {
  for (let part = 0; part < 1; part += 0.1) {
    const tried = part === 0 ? colour : mix(colour, text, part);
    if (contrast(tried, ground) >= 4.6) return tried;
  }
  return text;
}

function toRgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function toHex(channels: readonly number[]): string {
  const two = (value: number) =>
    Math.round(Math.min(255, Math.max(0, value)))
      .toString(16)
      .padStart(2, '0');
  return `#${channels.map(two).join('')}`;
}

function luminance(hex: string): number {
  const [red, green, blue] = toRgb(hex).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
