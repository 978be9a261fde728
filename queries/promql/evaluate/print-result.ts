import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import type { Turn } from '../../source/turn.ts';
import { formatFixed, formatSample } from './format-number.ts';
import type { MatrixSeries, QueryResult, QueryValue } from './query-result.ts';

/** How much text is gathered before it becomes bytes, in UTF-16 units. */
const CHUNK = 256 * 1024;

/**
 * An answer as Prometheus's HTTP API writes it, whole: `{"status":"success","data":{…}}`, with
 * `warnings` and `infos` where there are any. UTF-8, in pieces that follow each other.
 */
export async function printResult(result: QueryResult, turn: Turn): Promise<readonly Uint8Array[]> {
  const printer = new ResultPrinter(turn);
  printer.write('{"status":"success","data":');
  await printer.value(result.value);
  if (result.warnings.length > 0) printer.write(`,"warnings":${printTexts(result.warnings)}`);
  if (result.infos.length > 0) printer.write(`,"infos":${printTexts(result.infos)}`);
  printer.write('}');
  return printer.finish();
}

/** The `data` of an answer alone. */
export async function printData(value: QueryValue, turn: Turn): Promise<readonly Uint8Array[]> {
  const printer = new ResultPrinter(turn);
  await printer.value(value);
  return printer.finish();
}

class ResultPrinter {
  readonly #turn: Turn;
  readonly #encoder = new TextEncoder();
  readonly #pieces: Uint8Array[] = [];
  #text = '';
  /** The instants of the last series as text: most series share theirs. */
  #times: Float64Array = new Float64Array(0);
  #timeTexts: readonly string[] = [];

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length > CHUNK) this.#flush();
  }

  finish(): readonly Uint8Array[] {
    this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    if (this.#text !== '') this.#pieces.push(this.#encoder.encode(this.#text));
    this.#text = '';
  }

  async value(value: QueryValue): Promise<void> {
    const start = `{"resultType":"${value.kind}","result":`;
    switch (value.kind) {
      case 'scalar':
        this.write(`${start}[${printTime(value.atMs)},"${formatFixed(value.value)}"]}`);
        return;
      case 'string':
        this.write(`${start}[${printTime(value.atMs)},${printText(value.value)}]}`);
        return;
      case 'vector':
        this.write(`${start}[`);
        await this.#vector(value.series, value.values, printTime(value.atMs));
        this.write(']}');
        return;
      case 'matrix':
        this.write(`${start}[`);
        for (const [index, series] of value.series.entries()) {
          if (index > 0) this.write(',');
          this.#series(series);
          if (this.#turn.isDue()) await this.#turn.rest();
        }
        this.write(']}');
        return;
      default:
        assertNever(value);
    }
  }

  async #vector(series: readonly Labels[], values: Float64Array, time: string): Promise<void> {
    for (const [index, labels] of series.entries()) {
      const value = formatSample(values[index] ?? 0);
      const comma = index > 0 ? ',' : '';
      this.write(`${comma}{"metric":${printLabels(labels)},"value":[${time},"${value}"]}`);
      if (this.#turn.isDue()) await this.#turn.rest();
    }
  }

  #series({ labels, times, values }: MatrixSeries): void {
    const texts = this.#textsOf(times);
    let text = `{"metric":${printLabels(labels)},"values":[`;
    for (let i = 0; i < times.length; i++) {
      text += `${texts[i]}${formatSample(values[i] ?? 0)}"]`;
    }
    this.write(`${text}]}`);
  }

  /** What stands before each value: `[1,"`, then `,[2,"`. */
  #textsOf(times: Float64Array): readonly string[] {
    if (times === this.#times) return this.#timeTexts;
    this.#times = times;
    this.#timeTexts = Array.from(times, (ms, i) => `${i > 0 ? ',' : ''}[${printTime(ms)},"`);
    return this.#timeTexts;
  }
}

/** Seconds; where there is a fraction, with three digits: `1699999940.500`. */
export function printTime(ms: number): string {
  const whole = Math.trunc(ms / 1000);
  const rest = Math.abs(ms % 1000);
  if (rest === 0) return String(whole);
  const sign = ms < 0 && whole === 0 ? '-' : '';
  return `${sign}${whole}.${String(rest).padStart(3, '0')}`;
}

/** `{"job":"api"}`. */
export function printLabels(labels: Labels): string {
  let text = '{';
  for (const [name, value] of labels) {
    if (text.length > 1) text += ',';
    text += `${printText(name)}:${printText(value)}`;
  }
  return `${text}}`;
}

/** As Go writes JSON: `<`, `>`, `&` and the two line separators are escaped. */
export function printText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const json = JSON.stringify(text.toWellFormed());
  return json.replace(/[<>&\u2028\u2029]/g, escapeUnit);
}

const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function printTexts(texts: readonly string[]): string {
  return `[${texts.map(printText).join(',')}]`;
}
