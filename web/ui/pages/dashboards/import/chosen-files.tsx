import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isRules, MOST_FILES, MOST_RULES, type ReadFile } from './dropped-files.ts';

/** What was chosen, and what of it is not sent; null before anything was. */
export function ChosenFiles({ files }: { readonly files: readonly ReadFile[] | null }) {
  const { t } = useTranslation();
  if (files === null) return null;
  const rules = files.filter(({ path }) => isRules(path));
  const boards = files.length - rules.length;
  const unsent = rules.length - rulesSent(files).length;
  const named = [
    t('boards.import.jsonFiles', { count: boards }),
    ...(rules.length > 0 ? [t('boards.import.ruleFiles', { count: rules.length })] : []),
  ];
  return (
    <div role="status">
      <Text size="sm">
        {files.length === 0
          ? t('boards.import.noneFits')
          : t('boards.import.chosen', { files: named.join(t('boards.import.and')) })}
      </Text>
      {files.length >= MOST_FILES && (
        <Text size="sm">{t('boards.import.mostFiles', { count: MOST_FILES })}</Text>
      )}
      {unsent > 0 && (
        <Text size="sm">
          {t('boards.import.unsent', { count: unsent, most: MOST_RULES.files })}
        </Text>
      )}
    </div>
  );
}

/** Rule files that go with the dashboards. */
export function rulesSent(files: readonly ReadFile[]): readonly ReadFile[] {
  return files
    .filter(({ path, text }) => isRules(path) && text.length <= MOST_RULES.chars)
    .slice(0, MOST_RULES.files);
}
