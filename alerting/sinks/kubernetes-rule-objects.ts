import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { groupedBy } from '../../platform/model/grouped-by.ts';
import type { KubernetesSinkSettings } from '../../platform/tenancy/kubernetes-sink-settings.ts';
import { manifestJson } from '../rules/manifests/manifest-json.ts';
import { ruleConfigMaps } from '../rules/manifests/rule-config-maps.ts';
import {
  keepsFiring,
  MAX_OBJECT_BYTES,
  NO_KEEP_FIRING,
  ruleManifest,
  TOO_LARGE,
} from '../rules/manifests/rule-object.ts';
import type { RuleFile } from './rule-sink.ts';

/** The objects that hold a cluster's rules. */
export interface RuleObjects {
  readonly objects: readonly KubernetesObject[];
  /** Index of the object that holds a rule, by rule id. */
  readonly places: ReadonlyMap<string, number>;
  /** Why a rule cannot be held, by rule id. */
  readonly refused: ReadonlyMap<string, string>;
}

type Made = KubernetesObject | string;
type Settings = Pick<KubernetesSinkSettings, 'namespace' | 'labels' | 'logRules' | 'lokiTenantId'>;

const NO_NAMESPACE =
  'the rule has no environment on the cluster that could hold its object: an administrator gives the sink a namespace';

/**
 * Makes the objects: for each rule one of its own, so that one that is refused is refused alone
 * (0010), and for rules on logs in ConfigMaps as many as are needed. The same rule gives the same
 * JavaScript object.
 */
export class RuleObjectMaker {
  readonly #cluster: string;
  readonly #settings: Settings;
  readonly #made = new WeakMap<RuleFile, Made>();

  constructor(cluster: string, settings: Settings) {
    this.#cluster = cluster;
    this.#settings = settings;
  }

  make(files: readonly RuleFile[]): RuleObjects {
    const objects: KubernetesObject[] = [];
    const places = new Map<string, number>();
    const refused = new Map<string, string>();
    const inMaps: RuleFile[] = [];
    for (const file of files) {
      const isInMap = file.group.language === 'logql' && this.#settings.logRules === 'configmap';
      const made = isInMap ? whyNotInMap(file, this.#namespaceOf(file)) : this.#objectOf(file);
      if (typeof made === 'string') refused.set(file.ruleId, made);
      else if (made === undefined) inMaps.push(file);
      else places.set(file.ruleId, objects.push(made) - 1);
    }
    for (const [object, ruleIds] of this.#configMaps(inMaps)) {
      const index = objects.push(object) - 1;
      for (const ruleId of ruleIds) places.set(ruleId, index);
    }
    return { objects, places, refused };
  }

  #namespaceOf({ home }: RuleFile): string | null {
    return this.#settings.namespace ?? home;
  }

  #objectOf(file: RuleFile): Made {
    const known = this.#made.get(file);
    if (known !== undefined) return known;
    const made = this.#build(file);
    this.#made.set(file, made);
    return made;
  }

  #build(file: RuleFile): Made {
    const namespace = this.#namespaceOf(file);
    if (namespace === null) return NO_NAMESPACE;
    const { ruleId, owner, revision, group } = file;
    const { labels, lokiTenantId } = this.#settings;
    const place = { cluster: this.#cluster, owner, ruleId, revision, namespace };
    const made = ruleManifest({ ...place, labels, lokiTenantId }, group);
    if (made.kind === 'refused') return made.reason;
    const object = manifestJson(made.manifest) as unknown as KubernetesObject;
    return Buffer.byteLength(JSON.stringify(object)) > MAX_OBJECT_BYTES ? TOO_LARGE : object;
  }

  /** With the ids of the rules in each. */
  #configMaps(files: readonly RuleFile[]): readonly (readonly [KubernetesObject, string[]])[] {
    const shelves = groupedBy(files, (file) => `${this.#namespaceOf(file)} ${file.owner}`);
    return [...shelves.values()].flatMap((shelf) => {
      const owner = shelf[0]?.owner ?? '';
      const namespace = (shelf[0] && this.#namespaceOf(shelf[0])) ?? '';
      return ruleConfigMaps(owner, shelf).map((map) => {
        const { labels } = this.#settings;
        const ofTenant = owner.startsWith('_') ? {} : { 'tocsin/tenant': owner };
        const object: KubernetesObject = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: map.name, namespace, labels: { ...labels, ...ofTenant } },
          data: Object.fromEntries(map.files.map(({ fileName, text }) => [fileName, text])),
        };
        return [object, map.files.map(({ ruleId }) => ruleId)] as const;
      });
    });
  }
}

function whyNotInMap({ group, text }: RuleFile, namespace: string | null): string | undefined {
  if (namespace === null) return NO_NAMESPACE;
  if (keepsFiring(group)) return NO_KEEP_FIRING;
  return Buffer.byteLength(text) > MAX_OBJECT_BYTES ? TOO_LARGE : undefined;
}
