import type { TFunction } from 'i18next';
import type { YamlProblem } from './read-document.ts';

/** What is wrong with a document, in words. */
export function problemText(problem: YamlProblem, t: TFunction): string {
  switch (problem.kind) {
    case 'syntax':
      return t('yaml.problem.syntax', { text: problem.text });
    case 'twice':
    case 'unknown':
      return t(`yaml.problem.${problem.kind}`, { name: problem.name });
    case 'notChoice':
      return t('yaml.problem.notChoice', { values: problem.values.join(', ') });
    default:
      return t(`yaml.problem.${problem.kind}`);
  }
}
