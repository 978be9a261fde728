import type { Page } from 'playwright-core';

/**
 * Texts on the page whose contrast with what is painted behind them is below 4.5:1, with the ratio.
 * Left out: what is disabled, hidden, or drawn on a canvas.
 */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const colours = new Map<string, Colour>();
    const parse = (text: string): Colour => {
      const known = colours.get(text);
      if (known !== undefined) return known;
      const colour = draw(text);
      colours.set(text, colour);
      return colour;
    };
    const draw = (text: string): Colour => {
      if (pen === null) return [0, 0, 0, 1];
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top: Colour, below: Colour): Colour => {
      const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const grounds = new Map<Element | null, Colour>([[null, [255, 255, 255, 1]]]);
    const ground = (element: Element | null): Colour => {
      const known = grounds.get(element);
      if (known !== undefined || element === null) return known ?? [255, 255, 255, 1];
      const own = parse(getComputedStyle(element).backgroundColor);
      const colour = own[3] === 1 ? own : over(own, ground(element.parentElement));
      grounds.set(element, colour);
      return colour;
    };
    const luminance = (colour: Colour) => {
      const [r, g, b] = colour.slice(0, 3).map((channel) => {
        const value = channel / 255;
        return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
    };
    const ratioOf = (a: Colour, b: Colour) => {
      const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
      return (high + 0.05) / (low + 0.05);
    };
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    const found: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      if (!hasText(element) || !element.checkVisibility({ opacityProperty: true })) continue;
      if (element.closest('[disabled], [data-disabled], [aria-disabled="true"], [inert]')) continue;
      const behind = ground(element);
      const ratio = ratioOf(over(parse(getComputedStyle(element).color), behind), behind);
      if (ratio < 4.5)
        found.push(`${ratio.toFixed(2)} ${element.textContent?.trim().slice(0, 40)}`);
    }
    return found;
  });
}
