import { variablesOf } from '../../edit/sources.ts';
import { isRecord, recordsOf, textOf } from '../../import/read-json.ts';
import type { JsonRecord } from '../../model/panel.ts';
import type { DataSourceKind, DataSourceSpec } from '../provision/data-source-spec.ts';
import { withLibraryPanels } from './with-library-panels.ts';

/** The data sources that a tenant's dashboards find in Grafana. */
export interface OwnSources {
  readonly specs: readonly DataSourceSpec[];
  /** Uids and names of all that stand where they go; null where nobody can tell. */
  readonly standing: ReadonlySet<string> | null;
}

/** By kind, as one dashboard is to find them. */
interface Choice extends Pick<OwnSources, 'standing'> {
  /** Names of the dashboard's variables. */
  readonly variables: ReadonlySet<string>;
  readonly prometheus: DataSourceSpec | undefined;
  readonly loki: DataSourceSpec | undefined;
}

/**
 * The dashboard with the tenant's own data sources where its JSON names none that stands there: inputs of an
 * export for sharing (`${DS_X}`), queries that name a kind only, and uids of another Grafana. Variables
 * and whatever stands are left. The same object where nothing changes.
 *
 * @param node where the dashboard lives, e.g. `acme.shop`; its own data sources go before the tenant's
 */
export function withOwnSources(
  board: JsonRecord,
  node: string,
  { specs, standing }: OwnSources,
): JsonRecord {
  const of = (kind: DataSourceKind) =>
    specs.find((spec) => spec.kind === kind && spec.node === node) ??
    specs.find((spec) => spec.kind === kind);
  const variables = new Set(variablesOf(board).map(({ name }) => textOf(name)));
  const choice = { prometheus: of('prometheus'), loki: of('loki'), standing, variables };
  const filled = rewritten(withInputs(withLibraryPanels(board), choice), choice);
  const named = choice.prometheus?.isDefault === false ? withMissing(filled, choice) : filled;
  return isRecord(named) ? named : board;
}

/** What Grafana asks for when somebody imports a file by hand. */
function withInputs(board: JsonRecord, choice: Choice): JsonRecord {
  const values = new Map(
    recordsOf(board.__inputs).flatMap((input): [string, string][] => {
      const value = inputValue(input, choice);
      return value === undefined ? [] : [[textOf(input.name), value]];
    }),
  );
  if (values.size === 0) return board;
  const { __inputs: _inputs, __requires: _requires, ...lasting } = board;
  const put = mapTexts(lasting, (text) =>
    text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole),
  );
  return isRecord(put) ? put : board;
}

function inputValue({ type, pluginId, value }: JsonRecord, choice: Choice): string | undefined {
  if (type === 'constant') return textOf(value);
  return type === 'datasource' ? ofKind(textOf(pluginId), choice)?.uid : undefined;
}

function ofKind(kind: string, { prometheus, loki }: Choice): DataSourceSpec | undefined {
  if (kind === 'prometheus') return prometheus;
  return kind === 'loki' ? loki : undefined;
}

/** Every member `datasource`, however deep. */
function rewritten(value: unknown, choice: Choice): unknown {
  return mapMembers(value, (name, member) =>
    name === 'datasource' ? reference(member, choice) : rewritten(member, choice),
  );
}

function reference(given: unknown, choice: Choice): unknown {
  const { standing, variables } = choice;
  const isLost = (text: string) => text.startsWith('$') && !variables.has(nameIn(text));
  if (typeof given === 'string') {
    const own = isLost(given) ? choice.prometheus : ofKind(given.toLowerCase(), choice);
    return own === undefined || standing?.has(given) ? given : refTo(own);
  }
  if (!isRecord(given)) return given;
  const own = ofKind(textOf(given.type), choice);
  const uid = textOf(given.uid);
  const isNamed = uid !== '' && !isLost(uid);
  const isThere = isNamed && (standing === null || standing.has(uid) || /^\$|^-- /.test(uid));
  return own === undefined || isThere || uid === own.uid ? given : { ...given, uid: own.uid };
}

const nameIn = (text: string): string => /\w+/.exec(text)?.[0] ?? '';

const refTo = ({ kind, uid }: DataSourceSpec): JsonRecord => ({ type: kind, uid });

/** In an organisation of several tenants none of them has the default, which panels without a data source ask. */
function withMissing(value: unknown, choice: Choice): unknown {
  if (Array.isArray(value)) return mapMembers(value, (_, each) => withMissing(each, choice));
  if (!isRecord(value)) return value;
  const { prometheus } = choice;
  const below = mapMembers(value, (_, member) => withMissing(member, choice));
  const asks = recordsOf(value.targets).length > 0 || value.type === 'query';
  const isNamed = value.datasource !== undefined && value.datasource !== null;
  if (!asks || isNamed || prometheus === undefined || !isRecord(below)) return below;
  return { ...below, datasource: refTo(prometheus) };
}

/** A copy with other members; the same value where none is another. */
function mapMembers(value: unknown, change: (name: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    const changed = value.map((each) => change('', each));
    return changed.every((each, at) => each === value[at]) ? value : changed;
  }
  if (!isRecord(value)) return value;
  const members = Object.entries(value);
  const changed = members.map(([name, member]) => [name, change(name, member)] as const);
  const isSame = changed.every(([, member], at) => member === members[at]?.[1]);
  return isSame ? value : Object.fromEntries(changed);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  return mapMembers(value, (_, member) => mapTexts(member, change));
}
