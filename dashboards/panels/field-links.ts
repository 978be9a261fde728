import type { DataFrame, Field } from '@grafana/data';
import type { ShownLink } from '../model/shown-link.ts';
import { cutText } from './cut-text.ts';
import { formatInstant } from './format-instant.ts';
import { flagAt, listAt, textAt } from './read-option.ts';
import { safeUrl } from './safe-url.ts';
import { valueMapping } from './value-mapping.ts';

const MOST_LINKS = 8;

/**
 * The links of a field for one of its values. `${__value.raw}`, `${__value.text}`, `${__value.time}`
 * (with a format as `${__from}` takes), `${__field.name}`, `${__field.displayName}`, `${__field.labels.x}`, `${__series.name}` and `${__data.fields.x}` (see
 * `neighbourText`) are filled in, encoded for an address; an address that is not safe then is left out.
 */
export function fieldLinks(
  field: Field,
  frame: DataFrame | undefined,
): (value: unknown, text: string, row?: number) => readonly ShownLink[] {
  const links = listAt(field.config, 'links').slice(0, MOST_LINKS);
  if (links.length === 0) return () => [];
  return (value, text, row) => {
    const known = (name: string) => valueNamed(name, { field, frame, value, text, row });
    return links.flatMap((link) => {
      const url = safeUrl(fill(textAt(link, 'url', ''), (name) => encodeURIComponent(known(name))));
      if (url === null) return [];
      const title = cutText(fill(textAt(link, 'title', ''), known)) || cutText(url);
      return [{ title, url, opensNewTab: flagAt(link, 'targetBlank', false) }];
    });
  };
}

function fill(template: string, known: (name: string) => string): string {
  return template.replaceAll(/\$\{(__[a-z]+(?:[.[][^}]*)?)\}/g, (_, name: string) => known(name));
}

interface Place {
  readonly field: Field;
  readonly frame: DataFrame | undefined;
  readonly value: unknown;
  readonly text: string;
  readonly row: number | undefined;
}

/** Empty for names that mean nothing here. */
function valueNamed(name: string, { field, frame, value, text, row }: Place): string {
  const [, head = '', rest = ''] =
    /^(__[a-z]+(?:\.[a-zA-Z]+)?)(?:\.|\[["']?)?(.*?)(?:["']?\])?(?::[a-z]+)?$/.exec(name) ?? [];
  const time = frame?.fields.find(({ type }) => type === 'time');
  switch (head) {
    case '__value.raw':
    case '__value.numeric':
      return String(value ?? '');
    case '__value.text':
      return text;
    case '__value.time':
      return row === undefined ? '' : timeText(time?.values[row], name);
    case '__field.name':
      return field.name;
    case '__field.displayName':
      return field.config.displayName ?? field.config.displayNameFromDS ?? field.name;
    case '__field.labels':
      return Object.hasOwn(field.labels ?? {}, rest) ? (field.labels?.[rest] ?? '') : '';
    case '__series.name':
      return frame?.name ?? '';
    case '__data.fields':
      return neighbourText(name.slice('__data.fields'.length), frame, row);
    default:
      return '';
  }
}

/** Milliseconds, or as a format after it says: `:date`, `:date:YYYY-MM-DD`. */
function timeText(atMs: unknown, name: string): string {
  const format = name.slice('__value.time'.length + 1);
  return typeof atMs === 'number' && format !== ''
    ? formatInstant(atMs, format)
    : String(atMs ?? '');
}

/**
 * A value of the same row: `.Pod`, `["Pod name"]` or `[0]`, then nothing, `.numeric`, `.text` or
 * `.labels.x`. A field is found by its name, otherwise by its place, what it is called or its label
 * `name`, as Grafana does.
 */
function neighbourText(
  path: string,
  frame: DataFrame | undefined,
  row: number | undefined,
): string {
  const asked = path.replace(/:[a-z]+$/, '');
  if (frame === undefined || row === undefined) return '';
  const bracketed = /^\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\](.*)$/s.exec(asked);
  if (bracketed !== null) {
    const [, double, single, plain, ending = ''] = bracketed;
    return partOf(fieldCalled(frame, double ?? single ?? plain ?? ''), row, ending);
  }
  const dotted = asked.slice(1);
  // A name may hold dots itself: the whole goes before an ending.
  const whole = fieldCalled(frame, dotted);
  if (whole !== undefined) return partOf(whole, row, '');
  const [, name = '', ending = ''] = /^(.*?)(\.(?:text|numeric|labels[.[].*))$/s.exec(dotted) ?? [];
  return name === '' ? '' : partOf(fieldCalled(frame, name), row, ending);
}

function fieldCalled({ fields }: DataFrame, wanted: string): Field | undefined {
  return (
    fields.find(({ name }) => name === wanted) ??
    (/^\d{1,4}$/.test(wanted) ? fields[Number(wanted)] : undefined) ??
    fields.find(({ config, state }) =>
      [config.displayName, state?.displayName, config.displayNameFromDS].includes(wanted),
    ) ??
    fields.find(({ labels }) => labels?.name === wanted)
  );
}

function partOf(field: Field | undefined, row: number, ending: string): string {
  if (field === undefined) return '';
  const value: unknown = field.values[row];
  if (ending === '.text' && field.display !== undefined) {
    const mapped = valueMapping(field.config.mappings)(value)?.text ?? null;
    if (mapped !== null) return mapped;
    const { prefix = '', text, suffix = '' } = field.display(value);
    return `${prefix}${text}${suffix}`;
  }
  const [, label = ''] = /^\.labels(?:\.|\[["']?)(.*?)(?:["']?\])?$/s.exec(ending) ?? [];
  if (label === '') return String(value ?? '');
  return Object.hasOwn(field.labels ?? {}, label) ? (field.labels?.[label] ?? '') : '';
}
