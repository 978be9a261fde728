import type { DataFrame, Field } from '@grafana/data';
import type { ShownLink } from '../model/panel-views.ts';
import { cutText } from './cut-text.ts';
import { flagAt, listAt, textAt } from './read-option.ts';
import { safeUrl } from './safe-url.ts';

const MOST_LINKS = 8;

/**
 * The links of a field for one of its values. `${__value.raw}`, `${__value.text}`, `${__value.time}`,
 * `${__field.name}`, `${__field.labels.x}`, `${__series.name}` and `${__data.fields.x}` are filled in,
 * encoded for an address; an address that is not safe then is left out.
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
    /^(__[a-z]+(?:\.[a-z]+)?)(?:\.|\[["']?)?(.*?)(?:["']?\])?(?::[a-z]+)?$/.exec(name) ?? [];
  const time = frame?.fields.find(({ type }) => type === 'time');
  switch (head) {
    case '__value.raw':
    case '__value.numeric':
      return String(value ?? '');
    case '__value.text':
      return text;
    case '__value.time':
      return row === undefined ? '' : String(time?.values[row] ?? '');
    case '__field.name':
      return field.name;
    case '__field.labels':
      return Object.hasOwn(field.labels ?? {}, rest) ? (field.labels?.[rest] ?? '') : '';
    case '__series.name':
      return frame?.name ?? '';
    case '__data.fields': {
      const neighbour = frame?.fields.find((each) => each.name === rest);
      return row === undefined ? '' : String(neighbour?.values[row] ?? '');
    }
    default:
      return '';
  }
}
