import { parseArgs } from 'node:util';
import { AppError } from '../../platform/errors/app-error.ts';
import { type EnforceResult, enforce } from '../../queries/scope/enforce.ts';
import type { Command } from './command.ts';
import { type ScopeQuery, scopeLines } from './scope-lines.ts';

const OPTIONS = {
  tenant: { type: 'string' },
  scope: { type: 'string' },
  config: { type: 'string' },
  stdin: { type: 'boolean', default: false },
} as const;

/**
 * `tocsin scope`: prints a query as it would be sent. `--tenant X` alone means the matcher
 * `tenant="X"`; `--scope S` takes the matchers from the configuration. Exit code 1 when refused.
 */
export const command: Command = async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const scope = await scopeOf(values);
  if (values.stdin) {
    if (positionals.length > 0)
      throw new AppError('invalid', 'give the query as an argument or --stdin, not both');
    await scopeLines(process.stdin, process.stdout, scope);
    return 0;
  }
  const [query, ...more] = positionals;
  if (query === undefined || more.length > 0) {
    throw new AppError(
      'invalid',
      'give one query (in quotes), or --stdin; tocsin --help shows how',
    );
  }
  return print(scope(query));
};

function print(result: EnforceResult): number {
  if (result.kind === 'ok') {
    process.stdout.write(`${result.text}\n`);
    return 0;
  }
  process.stderr.write(`tocsin: ${result.message}\n`);
  return 1;
}

async function scopeOf(values: {
  readonly tenant?: string | undefined;
  readonly scope?: string | undefined;
  readonly config?: string | undefined;
}): Promise<ScopeQuery> {
  const { tenant, scope, config } = values;
  if (tenant !== undefined && scope !== undefined)
    throw new AppError('invalid', 'give --tenant or --scope, not both');
  if (scope !== undefined || (tenant !== undefined && config !== undefined)) {
    const { configuredScope } = await import('./configured-scope.ts');
    return configuredScope(scope ?? tenant ?? '', config);
  }
  if (tenant === undefined)
    throw new AppError(
      'invalid',
      'give --tenant X (matcher tenant="X") or --scope S (from the configuration)',
    );
  return (query) => enforce(query, [{ name: 'tenant', op: '=', value: tenant }]);
}
