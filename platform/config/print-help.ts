import type { TSchema } from 'typebox';
import { optionsOf } from './options.ts';

/**
 * The options for `--help`: path, default, meaning with unit, and the variable that sets it.
 * Lists of things (tenants, clusters, …) are named once; `docs/configuration.md` shows them.
 */
export function printOptions(schema: TSchema): string {
  return optionsOf(schema)
    .map((option) => {
      const fallback = option.fallback === null ? 'no default' : `default ${option.fallback}`;
      const variable =
        option.type === 'list' || option.type === 'one of several' ? 'file only' : option.env;
      return `  ${option.path.join('.')}  (${fallback})\n      ${option.description}\n      ${variable}`;
    })
    .join('\n');
}
