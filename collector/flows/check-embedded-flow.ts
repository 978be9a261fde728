import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { FlowFilter, ParseFields } from './filters/filter-fields.ts';
import type { FlowFields } from './flow-fields.ts';
import { EMBEDDED_PARSERS } from './runtime/parse-line.ts';

const FILTERS: ReadonlySet<FlowFilter['name']> = new Set([
  'parser',
  'record_transformer',
  'grep',
  'throttle',
  'dedot',
  'detectExceptions',
]);

const PARSER_MEMBERS = new Set([
  'key_name',
  'parse',
  'hash_value_field',
  'inject_key_prefix',
  'reserve_data',
  'remove_key_name_field',
]);
const PARSE_MEMBERS = new Set(['type', 'expression', 'patterns', 'format']);

/** What of a flow only a Kubernetes cluster can carry out: nothing is passed over in silence. */
export function checkEmbeddedFlow({ filters }: FlowFields, at: string): readonly ErrorDetail[] {
  return filters.flatMap((filter, index) => {
    const path = `${at}/filters/${index}/${filter.name}`;
    if (!FILTERS.has(filter.name)) return [{ path, message: needs([...FILTERS]) }];
    if (filter.name === 'parser') {
      return [
        ...unknownMembers(filter.fields, PARSER_MEMBERS, path),
        ...checkParse(filter.fields.parse, `${path}/parse`),
      ];
    }
    if (filter.name !== 'record_transformer') return [];
    const values = (filter.fields.records ?? []).flatMap((record) => Object.values(record));
    const isKnown = values.every((value) => !/\$\{(?!record\[|time\})/.test(value));
    return isKnown
      ? []
      : [{ path: `${path}/records`, message: needs([`\${record["name"]}`, `\${time}`]) }];
  });
}

function checkParse(parse: ParseFields, at: string): readonly ErrorDetail[] {
  const types = [
    { type: parse.type, path: `${at}/type`, members: parse, where: at },
    ...(parse.patterns ?? []).map((pattern, index) => ({
      type: pattern.format,
      path: `${at}/patterns/${index}/format`,
      members: pattern,
      where: `${at}/patterns/${index}`,
    })),
  ];
  return types.flatMap(({ type, path, members, where }) => [
    ...(EMBEDDED_PARSERS.has(type) ? [] : [{ path, message: needs([...EMBEDDED_PARSERS]) }]),
    ...unknownMembers(members, PARSE_MEMBERS, where),
  ]);
}

function unknownMembers(
  value: object,
  known: ReadonlySet<string>,
  at: string,
): readonly ErrorDetail[] {
  return Object.keys(value)
    .filter((name) => !known.has(name))
    .map((name) => ({ path: `${at}/${name}`, message: needs([...known]) }));
}

function needs(offered: readonly string[]): string {
  return `needs a Kubernetes cluster; the built-in collector knows ${offered.join(', ')}`;
}
