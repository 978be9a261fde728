import type { ErrorDetail } from '../errors/app-error.ts';
import {
  type AlertmanagerFields,
  type AlertmanagerSettings,
  checkAlertmanager,
  resolveAlertmanager,
} from './alertmanager-settings.ts';
import { check, checkName, findings, show } from './field-checks.ts';
import { checkKubernetesLabels, checkLokiTenant } from './kubernetes-label.ts';

/** Where rules on logs of a cluster go that has objects for those on metrics. */
export type LogRulesPlace = 'alertingrule' | 'configmap' | 'embedded' | 'none';

/** Objects in the cluster itself, over the connection of the cluster's `kubernetes`. */
export interface KubernetesSinkSettings {
  readonly kind: 'kubernetes';
  /** Namespace of all objects; null: of each rule, its first environment on the cluster. */
  readonly namespace: string | null;
  /** What the operators select objects by, e.g. `release: kube-prometheus-stack`. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * - `alertingrule`: an object of Loki's operator for each
   * - `configmap`: rule files in a ConfigMap for each tenant
   * - `embedded`: tocsin evaluates them
   * - `none`: they are refused
   */
  readonly logRules: LogRulesPlace;
  /** `tenantID` of the Loki operator's rules; needed for `alertingrule`. */
  readonly lokiTenantId: string | null;
  /** An administrator's word that more than half of the objects may go in one pass. */
  readonly allowMassRemoval: boolean;
  /** Who decides about what the cluster's own Prometheus finds. */
  readonly alertmanager: AlertmanagerSettings;
  /** Somebody else's objects that may be taken over: `namespace/name`, `namespace/*` or `*`. */
  readonly adopt: readonly string[];
}

/** What is said about it; members that are left out are as in a new one. */
export type KubernetesSinkFields = Pick<KubernetesSinkSettings, 'kind'> & {
  readonly [K in Exclude<keyof KubernetesSinkSettings, 'kind' | 'alertmanager'>]?:
    | KubernetesSinkSettings[K]
    | undefined;
} & { readonly alertmanager?: AlertmanagerFields | undefined };

export function resolveKubernetesSink(fields: KubernetesSinkFields): KubernetesSinkSettings {
  const { kind, namespace = null, labels = {}, lokiTenantId = null } = fields;
  const { logRules = 'embedded', allowMassRemoval = false, adopt = [] } = fields;
  const alertmanager = resolveAlertmanager(fields.alertmanager);
  const objects = { namespace, labels, logRules, lokiTenantId };
  return { kind, ...objects, alertmanager, allowMassRemoval, adopt };
}

const ADOPTED =
  /^(?:\*|[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/(?:\*|[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?))$/;
const MAX_ADOPTED = 500;

/** @param at JSON pointer of the settings */
export function checkKubernetesSink(
  sink: KubernetesSinkSettings,
  at: string,
): readonly ErrorDetail[] {
  const { namespace, labels, lokiTenantId, logRules, adopt } = sink;
  return findings(
    namespace === null ? null : checkName(namespace, `${at}/namespace`),
    checkKubernetesLabels(labels, `${at}/labels`),
    lokiTenantId === null ? null : checkLokiTenant(lokiTenantId, `${at}/lokiTenantId`),
    check(
      logRules !== 'alertingrule' || lokiTenantId !== null,
      `${at}/lokiTenantId`,
      'is needed for rules on logs of kind alertingrule',
    ),
    checkAlertmanager(sink.alertmanager, `${at}/alertmanager`),
    check(adopt.length <= MAX_ADOPTED, `${at}/adopt`, `expected at most ${MAX_ADOPTED} names`),
    adopt.flatMap((name, index) =>
      findings(
        check(
          ADOPTED.test(name),
          `${at}/adopt/${index}`,
          `expected namespace/name, namespace/* or *, got ${show(name)}`,
        ),
      ),
    ),
  );
}
