import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import { type ExchangeFinding, said } from './exchange-finding.ts';
import { isNothing, type Located, type LocatedMap } from './located.ts';
import { plainType } from './plain-scalar.ts';

/** What was found while reading; notes do not keep a rule from being taken, refusals do. */
export interface Findings {
  readonly notes: ExchangeFinding[];
  readonly refusals: ExchangeFinding[];
}

/** Names of group and rule for findings. */
export interface Whose {
  readonly group: string;
  readonly rule: string;
}

/**
 * Reads the fields of one mapping by what they must hold. What is wrong becomes a refusal with path
 * and line, and the field counts as not written; `finish` notes the fields nobody asked for.
 */
export class FieldReader {
  readonly #map: LocatedMap;
  readonly #path: string;
  readonly #findings: Findings;
  readonly #whose: Whose;
  readonly #asked = new Set<string>();
  #isSound = true;

  constructor(map: LocatedMap, path: string, findings: Findings, whose: Whose) {
    this.#map = map;
    this.#path = path;
    this.#findings = findings;
    this.#whose = whose;
  }

  /** False once something was refused. */
  get isSound(): boolean {
    return this.#isSound;
  }

  /** What stands there, if anything does. */
  value(name: string): Located | undefined {
    this.#asked.add(name);
    const value = this.#map.entries.get(name);
    return isNothing(value) ? undefined : value;
  }

  /** A text, or null when there is none; numbers and flags are the texts that stand there. */
  text(name: string): string | null {
    const value = this.value(name);
    if (value === undefined) return null;
    if (value.kind === 'text') return value.text;
    this.refuse(value.line, name, 'must be a text', '必须是文本');
    return null;
  }

  /** The same, for a text that must be there. */
  required(name: string): string {
    const text = this.text(name);
    if (text !== null && text.trim() !== '') return text;
    if (text !== null || this.value(name) === undefined) {
      this.refuse(this.#map.line, name, 'is missing', '缺失');
    }
    return '';
  }

  /** A duration as it is written; an empty one is none. */
  duration(name: string): string | null {
    const text = this.text(name);
    if (text === null || text === '') return null;
    if (parseDurationMs(text) !== undefined) return text;
    const quoted = JSON.stringify(text.slice(0, 40));
    const line = this.value(name)?.line ?? 0;
    this.refuse(
      line,
      name,
      `${quoted} is not a duration like 1m30s`,
      `${quoted} 不是时长（如 1m30s）`,
    );
    return null;
  }

  /** A whole number from 0. */
  count(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const count = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (count >= 0) return count;
    this.refuse(this.value(name)?.line ?? 0, name, 'must be a whole number', '必须是整数');
    return null;
  }

  flag(name: string): boolean | null {
    const text = this.text(name);
    if (text === null) return null;
    if (/^(?:true|True|TRUE)$/.test(text)) return true;
    if (/^(?:false|False|FALSE)$/.test(text)) return false;
    this.refuse(this.value(name)?.line ?? 0, name, 'must be true or false', '必须是 true 或 false');
    return null;
  }

  list(name: string): readonly Located[] {
    const value = this.value(name);
    if (value === undefined) return [];
    if (value.kind === 'list') return value.items;
    this.refuse(value.line, name, 'must be a list', '必须是列表');
    return [];
  }

  texts(name: string): readonly string[] | null {
    const items = this.list(name);
    if (this.value(name) === undefined) return null;
    return items.flatMap((item) => {
      if (item.kind === 'text') return [item.text];
      this.refuse(item.line, name, 'must be a list of texts', '必须是文本列表');
      return [];
    });
  }

  map(name: string): LocatedMap | null {
    const value = this.value(name);
    if (value === undefined) return null;
    if (value.kind === 'map') return value;
    this.refuse(value.line, name, 'must be names with values', '必须是映射');
    return null;
  }

  /** Names and texts. A value that other readers give a type is noted. */
  labels(name: string): Labels {
    const found = new Map<string, string>();
    for (const [label, value] of this.map(name)?.entries ?? []) {
      if (value.kind !== 'text') {
        this.refuse(value.line, `${name}.${label}`, 'must be a text', '必须是文本');
        continue;
      }
      found.set(label, isNothing(value) ? '' : value.text);
      if (value.isPlain) this.#noteType(`${name}.${label}`, value.text, value.line);
    }
    return found;
  }

  /** Marks fields as known though nobody reads them. */
  skip(...names: readonly string[]): void {
    for (const name of names) this.#asked.add(name);
  }

  /** Notes the fields that nobody asked for. */
  finish(): void {
    for (const [name, { line }] of this.#map.entries) {
      if (this.#asked.has(name)) continue;
      this.note(line, name, 'is not known here and was left out', '未知字段，已忽略');
    }
  }

  note(line: number, name: string, en: string, zh: string): void {
    this.#findings.notes.push(this.#finding(line, name, en, zh));
  }

  refuse(line: number, name: string, en: string, zh: string): void {
    this.#isSound = false;
    this.#findings.refusals.push(this.#finding(line, name, en, zh));
  }

  #noteType(name: string, text: string, line: number): void {
    const type = plainType(text);
    if (type === null) return;
    const quoted = JSON.stringify(text.slice(0, 40));
    const en = `${quoted} stands without quotes and was read as a text; other readers see a ${type}`;
    this.note(line, name, en, `${quoted} 未加引号，已按文本读取；其他读取方会视为其他类型`);
  }

  #finding(line: number, name: string, en: string, zh: string): ExchangeFinding {
    const path = this.#path === '' ? name : `${this.#path}.${name}`;
    return { line, path, ...this.#whose, message: said(`${path} ${en}.`, `${path}：${zh}。`) };
  }
}
