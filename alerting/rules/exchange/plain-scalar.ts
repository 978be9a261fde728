/**
 * What a text without quotes is to readers that give plain scalars a type: YAML 1.1 (`on`, `1:30`,
 * `010`), YAML 1.2 core (`true`, `1e3`), or null when all of them read a text.
 *
 * Prometheus takes the text as it stands wherever a text belongs; Kubernetes gives it the type and
 * then refuses the object.
 * @see https://yaml.org/type/
 */
export function plainType(text: string): 'nothing' | 'flag' | 'number' | 'date' | null {
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return 'nothing';
  if (FLAG.test(text)) return 'flag';
  if (NUMBER.test(text)) return 'number';
  return DATE.test(text) ? 'date' : null;
}

const FLAG =
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NUMBER =
  /^[-+]?(?:0b[01_]+|0o[0-7]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.(?:inf|Inf|INF)|(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?)$|^\.(?:nan|NaN|NAN)$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt \t].*)?$/;
