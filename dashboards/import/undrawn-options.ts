import type { JsonRecord, Panel } from '../model/panel.ts';
import { listOf, numberOrNull, recordOf, recordsOf, textOf } from './read-json.ts';

/** Kinds whose values do not carry the links of their fields. */
const UNLINKED: ReadonlySet<Panel['kind']> = new Set([
  ...['barchart', 'histogram', 'heatmap', 'state-timeline', 'logs'],
] as const);
const STYLED: ReadonlySet<Panel['kind']> = new Set([
  ...['timeseries', 'barchart', 'histogram', 'heatmap', 'state-timeline', 'logs'],
] as const);

type Drawn = Pick<Panel, 'kind' | 'fieldConfig' | 'options'>;

/** Options of a panel that Grafana draws and we do not, each said in a sentence. */
export function undrawnOptions({ kind, fieldConfig, options }: Drawn): readonly string[] {
  const configs = configsOf(fieldConfig);
  const found: string[] = [];
  if (UNLINKED.has(kind) && configs.some(({ links }) => listOf(links).length > 0)) {
    found.push('Links of its fields are not drawn in panels of this kind.');
  }
  if (STYLED.has(kind)) found.push(...undrawnStyles(configs, options));
  if (kind === 'alertlist') found.push(...unfiltered(options));
  return found;
}

/** The defaults, and each override as the config that it makes. */
function configsOf({ defaults, overrides }: JsonRecord): readonly JsonRecord[] {
  const made = recordsOf(overrides).map(({ properties }) => {
    const entries = recordsOf(properties).map(({ id, value }) => [textOf(id), value] as const);
    const custom = entries
      .filter(([id]) => id.startsWith('custom.'))
      .map(([id, value]) => [id.slice('custom.'.length), value] as const);
    return { ...Object.fromEntries(entries), custom: Object.fromEntries(custom) };
  });
  return [recordOf(defaults), ...made];
}

function undrawnStyles(configs: readonly JsonRecord[], options: JsonRecord): readonly string[] {
  const styles = configs.map(({ custom }) => recordOf(custom));
  const isSet = (value: unknown) => !['', 'none'].includes(textOf(value));
  const used = [
    ['fillBelowTo', styles.some(({ fillBelowTo }) => isSet(fillBelowTo))],
    ['gradientMode', styles.some(({ gradientMode }) => isSet(gradientMode))],
    ['barAlignment', styles.some(({ barAlignment }) => (numberOrNull(barAlignment) ?? 0) !== 0)],
    ['dedupStrategy', isSet(options.dedupStrategy)],
  ] as const;
  const names = used.flatMap(([name, isUsed]) => (isUsed ? [name] : []));
  return names.length === 0 ? [] : [`Drawn without ${names.join(', ')}.`];
}

/** What a list of alerts is not narrowed by. */
function unfiltered({ folder, datasource, groupMode }: JsonRecord): readonly string[] {
  const names = [
    ...(textOf(folder) !== '' || textOf(recordOf(folder).uid) !== '' ? ['folder'] : []),
    ...(textOf(datasource) !== '' ? ['data source'] : []),
    ...(groupMode === 'custom' ? ['groups'] : []),
  ];
  return names.length === 0 ? [] : [`Alerts are listed whatever their ${names.join(', ')}.`];
}
