import { type PlainYaml, printPlainYaml } from './plain-yaml.ts';
import { OBJECT_FIRST_LINE } from './rule-object.ts';

/**
 * The kustomization that lists exactly these files. Its name keeps it from being an empty one, which
 * kustomize refuses: with no rule left, whoever applies it must still take the last ones away.
 * @param files names in the same folder, sorted
 */
export function printKustomization(cluster: string, files: readonly string[]): string {
  const map = new Map<string, PlainYaml>([
    ['apiVersion', 'kustomize.config.k8s.io/v1beta1'],
    ['kind', 'Kustomization'],
    ['metadata', new Map([['name', `tocsin-${cluster}`]])],
    ['resources', files],
  ]);
  return `${headOf(cluster)}${printPlainYaml(map)}`;
}

/** True for a text of `printKustomization` for this cluster, edited below its head or not. */
export function isKustomizationOf(cluster: string, text: string): boolean {
  return text.startsWith(headOf(cluster));
}

function headOf(cluster: string): string {
  return `${OBJECT_FIRST_LINE}\n# tocsin-kustomization cluster=${cluster}\n`;
}
