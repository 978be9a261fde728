import { isAbsolute, normalize } from 'node:path';
import type { ErrorDetail } from '../errors/app-error.ts';
import {
  type Check,
  check,
  checkEmail,
  checkName,
  checkText,
  findings,
  show,
} from './field-checks.ts';
import { checkKubernetesLabels, checkLokiTenant } from './kubernetes-label.ts';
import {
  checkKubernetesSink,
  type KubernetesSinkFields,
  type KubernetesSinkSettings,
  resolveKubernetesSink,
} from './kubernetes-sink-settings.ts';

/** Who commits what a sink wrote. */
export interface GitAuthor {
  readonly name: string;
  readonly email: string;
}

/** A folder of Kubernetes objects that somebody else applies (GitOps). */
export interface DirectorySinkSettings {
  readonly kind: 'directory';
  /** Absolute path of a folder of its own for this cluster. */
  readonly directory: string;
  /** Namespace of all objects; null: of each rule, its first environment on the cluster. */
  readonly namespace: string | null;
  /** What the operators select objects by, e.g. `release: kube-prometheus-stack`. */
  readonly labels: Readonly<Record<string, string>>;
  /** `tenantID` of the Loki operator's rules; null: rules on logs are not written. */
  readonly lokiTenantId: string | null;
  /** null: nothing is committed. */
  readonly git: GitAuthor | null;
  /** An administrator's word that more than half of the files may go in one pass. */
  readonly allowMassRemoval: boolean;
}

/** The ruler of Mimir or Cortex, and that of Loki, told over HTTP. */
export interface RulerApiSinkSettings {
  readonly kind: 'ruler-api';
  /** Namespace of the ruler that holds our groups, in every tenant of its own. */
  readonly namespace: string;
  /** Path on the host of the metrics backend; null: `/config/v1/rules` below its address. */
  readonly metricsPath: string | null;
  /** Path on the host of the logs backend; null: `/loki/api/v1/rules` below its address. */
  readonly logsPath: string | null;
  /** Who evaluates rules on logs: Loki's ruler, or ours. */
  readonly logRules: 'loki' | 'embedded';
}

/** Where rules of the cluster are delivered. */
export type RuleSinkSettings =
  | { readonly kind: 'none' }
  /** Our own ruler asks the cluster's metrics backend. */
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'rule-files';
      /** Absolute path of the folder that `rule_files` of this Prometheus names. */
      readonly directory: string;
    }
  | DirectorySinkSettings
  | RulerApiSinkSettings
  | KubernetesSinkSettings;

type MayBeLeftOut<Settings, Needed extends keyof Settings> = Pick<Settings, Needed> & {
  readonly [K in Exclude<keyof Settings, Needed>]?: Settings[K] | undefined;
};

/** What is said about a sink; members that are left out are as in a new one. */
export type RuleSinkFields =
  | Exclude<RuleSinkSettings, DirectorySinkSettings | RulerApiSinkSettings | KubernetesSinkSettings>
  | MayBeLeftOut<DirectorySinkSettings, 'kind' | 'directory'>
  | MayBeLeftOut<RulerApiSinkSettings, 'kind'>
  | KubernetesSinkFields;

/** Namespace of the ruler that holds our groups, unless another is set. */
const RULER_NAMESPACE = 'tocsin';

/** The settings that the fields mean. */
export function resolveRuleSink(fields: RuleSinkFields): RuleSinkSettings {
  if (fields.kind === 'directory') {
    const { kind, directory, namespace = null, labels = {}, lokiTenantId = null } = fields;
    const { git = null, allowMassRemoval = false } = fields;
    return { kind, directory, namespace, labels, lokiTenantId, git, allowMassRemoval };
  }
  if (fields.kind === 'ruler-api') {
    const { kind, namespace = RULER_NAMESPACE, metricsPath = null, logsPath = null } = fields;
    return { kind, namespace, metricsPath, logsPath, logRules: fields.logRules ?? 'loki' };
  }
  return fields.kind === 'kubernetes' ? resolveKubernetesSink(fields) : fields;
}

/**
 * What is wrong with the settings of a sink.
 * @param metricsKind of the cluster's metrics backend; null when it has none
 * @param at JSON pointer of the settings
 */
export function checkRuleSink(
  sink: RuleSinkSettings,
  metricsKind: string | null,
  at: string,
): readonly ErrorDetail[] {
  switch (sink.kind) {
    case 'rule-files':
      return findings(checkFolder(sink.directory, `${at}/directory`));
    case 'directory':
      return checkDirectorySink(sink, at);
    case 'ruler-api':
      return checkRulerApi(sink, metricsKind, at);
    case 'kubernetes':
      return checkKubernetesSink(sink, at);
    default:
      return [];
  }
}

function checkDirectorySink(sink: DirectorySinkSettings, at: string): readonly ErrorDetail[] {
  const { directory, namespace, lokiTenantId, git } = sink;
  return findings(
    checkFolder(directory, `${at}/directory`),
    check(
      directory === normalize(directory) && directory !== '/',
      `${at}/directory`,
      'expected a folder of its own, without . and .. in the path',
    ),
    namespace === null ? null : checkName(namespace, `${at}/namespace`),
    checkKubernetesLabels(sink.labels, `${at}/labels`),
    lokiTenantId === null ? null : checkLokiTenant(lokiTenantId, `${at}/lokiTenantId`),
    git && checkAuthor(git, `${at}/git`),
  );
}

function checkAuthor({ name, email }: GitAuthor, at: string): readonly ErrorDetail[] {
  const isName = name.trim() !== '' && !/[<>]/.test(name);
  return findings(
    check(isName, `${at}/name`, `expected a name without < and >, got ${show(name)}`),
    checkText(name, `${at}/name`, 100),
    checkEmail(email, `${at}/email`),
  );
}

function checkRulerApi(
  { namespace, metricsPath, logsPath }: RulerApiSinkSettings,
  metricsKind: string | null,
  at: string,
): readonly ErrorDetail[] {
  return findings(
    checkName(namespace, `${at}/namespace`),
    metricsPath === null ? null : checkPath(metricsPath, `${at}/metricsPath`),
    logsPath === null ? null : checkPath(logsPath, `${at}/logsPath`),
    check(
      metricsKind === null || metricsKind === 'mimir',
      `${at}/kind`,
      `a metrics backend of kind ${metricsKind} has no ruler that takes rules over HTTP; those of kind mimir (and Cortex) have`,
    ),
  );
}

function checkFolder(directory: string, path: string): Check {
  const isFolder = isAbsolute(directory) && !/\p{Cc}/u.test(directory);
  return check(isFolder, path, `expected an absolute path, got ${show(directory)}`);
}

const URL_PATH = /^(?:\/[A-Za-z0-9._~-]+){1,20}$/;

function checkPath(text: string, path: string): Check {
  const hasDots = text.split('/').some((part) => part === '.' || part === '..');
  return check(
    URL_PATH.test(text) && text.length <= 200 && !hasDots,
    path,
    `expected a path such as /prometheus/config/v1/rules, got ${show(text)}`,
  );
}
