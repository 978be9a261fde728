import { printOptions } from '../../platform/config/print-help.ts';
import { ConfigSchema } from '../server/config.ts';
import type { Command } from './command.ts';

const USAGE = `tocsin: multi-tenant observability and alerting

  tocsin serve [--config FILE] [--workers N]
                                        runs the service; N processes answer scoped questions
  tocsin check-config [--config FILE]   checks the configuration and says what is wrong where
  tocsin migrate [--config FILE]        brings the database up to this version, while no service runs on it
  tocsin scope [--language promql|logql] [--tenant T | --scope S [--config FILE] [--why]]
               [--stdin | QUERY]        prints a query as it would be sent to the backend;
                                        --why: as JSON, with the matchers and where they come from;
                                        --stdin: one JSON string a line in, one JSON object a line out
  tocsin rules lint FILE...             says what is wrong with rules, or worth a thought: files of
                                        Prometheus and Loki, PrometheusRule; exit code 1 on mistakes
  tocsin rules test [--junit FILE] FILE...
                                        runs unit tests of rules as promtool does, on our engine
  tocsin rules import --owner T [--server URL] [--scope S] [--severity THEIRS=OURS]...
               [--default-severity S] [--interval D] [--disabled] [--leave-out] [--dry-run] FILE
                                        takes over rule files, PrometheusRules, rules of Loki and Mimir;
                                        the token is in TOCSIN_TOKEN
  tocsin rules export --owner T [--server URL] [--scope S] [--format F] [--name N] [--namespace N]
               [--tenant-id T] [--output FILE]
                                        prints rules in a format of the field
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
