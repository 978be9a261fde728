import { printOptions } from '../../platform/config/print-help.ts';
import { ConfigSchema } from '../server/config.ts';
import type { Command } from './command.ts';

const USAGE = `tocsin: multi-tenant observability and alerting

  tocsin serve [--config FILE] [--workers N]
                                        runs the service; N processes answer scoped questions
  tocsin check-config [--config FILE]   checks the configuration and says what is wrong where
  tocsin scope [--language promql|logql] [--tenant T | --scope S [--config FILE] [--why]]
               [--stdin | QUERY]        prints a query as it would be sent to the backend;
                                        --why: as JSON, with the matchers and where they come from;
                                        --stdin: one JSON string a line in, one JSON object a line out
  tocsin rules test [--junit FILE] FILE...
                                        runs unit tests of rules as promtool does, on our engine
  tocsin user reset-password NAME [--config FILE]
                                        prints a new first password; while the service is stopped
  tocsin user hash-password             prints the passwordHash of the password on its first input line
  tocsin version                        which version this is
  tocsin help                           this text

The configuration is one YAML file (--config, TOCSIN_CONFIG, or tocsin.yaml here) and the environment,
which wins. Options:

`;

/** `tocsin help`, `tocsin --help`. */
export const command: Command = (args) => {
  if (args.length > 0) process.stderr.write('tocsin help takes no arguments\n');
  process.stdout.write(`${USAGE}${printOptions(ConfigSchema)}\n`);
  return Promise.resolve(0);
};
