import type { JsonRecord, Panel } from '../model/panel.ts';
import { listOf, recordOf, recordsOf, textOf } from './read-json.ts';

/** Kinds whose values do not carry the links of their fields. */
const UNLINKED: ReadonlySet<Panel['kind']> = new Set([
  ...['histogram', 'heatmap', 'logs'],
] as const);
/** Kinds whose bars can have a gradient in Grafana. */
const PLAIN_BARS: ReadonlySet<Panel['kind']> = new Set(['barchart', 'histogram'] as const);

type Drawn = Pick<Panel, 'kind' | 'fieldConfig' | 'options'>;

/** Options of a panel that Grafana draws and we do not, each said in a sentence. */
export function undrawnOptions({ kind, fieldConfig, options }: Drawn): readonly string[] {
  const configs = configsOf(fieldConfig);
  const found: string[] = [];
  if (UNLINKED.has(kind) && configs.some(({ links }) => listOf(links).length > 0)) {
    found.push('Links of its fields are not drawn in panels of this kind.');
  }
  if (PLAIN_BARS.has(kind)) found.push(...undrawnStyles(configs));
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

function undrawnStyles(configs: readonly JsonRecord[]): readonly string[] {
  const modes = configs.map(({ custom }) => textOf(recordOf(custom).gradientMode));
  return modes.some((mode) => mode !== '' && mode !== 'none')
    ? ['Drawn without gradientMode.']
    : [];
}

/** What a list of alerts is not narrowed by: names of Grafana's, unless a variable stands for them. */
function unfiltered({ folder, datasource }: JsonRecord): readonly string[] {
  const source = textOf(datasource);
  const names = [
    ...(textOf(folder) !== '' || textOf(recordOf(folder).uid) !== '' ? ['folder'] : []),
    ...(source !== '' && !/^(?:\$|\[\[)/.test(source) ? ['data source'] : []),
  ];
  return names.length === 0 ? [] : [`Alerts are listed whatever their ${names.join(', ')}.`];
}
