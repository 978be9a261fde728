import type { ShownValue } from '../../model/panel-views.ts';
import { fitText, type MeasureText } from '../fonts/measure-text.ts';
import { svgText, type TextPlace } from '../svg-parts.ts';
import { escapeXml, px } from '../svg-text.ts';

/** Units are set smaller than numbers. */
const UNIT_PART = 0.65;

/** How wide a value is at a size. */
export function valueWidth(measure: MeasureText, value: ShownValue, size: number): number {
  const unit = size * UNIT_PART;
  return measure(value.prefix, unit) + measure(value.number, size) + measure(value.suffix, unit);
}

/** The largest whole size at which a value fits, between bounds. */
export function valueSize(
  measure: MeasureText,
  value: ShownValue,
  room: { readonly width: number; readonly height: number },
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const byWidth = room.width / Math.max(0.1, valueWidth(measure, value, 1));
  return Math.floor(Math.max(least, Math.min(most, byWidth, room.height / 1.15)));
}

/** A value with its unit smaller; cut where it does not fit even so. */
export function valueText(
  measure: MeasureText,
  value: ShownValue,
  widthPx: number,
  place: TextPlace,
): string {
  const { x, y, size, fill, anchor = 'start' } = place;
  if (valueWidth(measure, value, size) > widthPx) {
    return svgText(fitText(measure, value.text, size, widthPx), place);
  }
  const part = (text: string, partSize: number) =>
    text === ''
      ? ''
      : `<tspan font-size="${px(partSize)}" xml:space="preserve">${escapeXml(text)}</tspan>`;
  const unit = size * UNIT_PART;
  const runs = part(value.prefix, unit) + part(value.number, size) + part(value.suffix, unit);
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" fill="${escapeXml(fill)}">${runs}</text>`;
}
