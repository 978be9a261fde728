import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DroppedFiles, isRules, MOST_FILES, MOST_RULES, rulesOf } from './dropped-files.ts';

/** What was chosen, and what of it is not sent; null before anything was. */
export function ChosenFiles({ chosen }: { readonly chosen: DroppedFiles | null }) {
  const { t } = useTranslation();
  if (chosen === null) return null;
  const { files, isCut } = chosen;
  const rules = files.filter(({ path }) => isRules(path));
  const boards = files.length - rules.length;
  const unsent = rules.length - rulesOf(files).length;
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
      {isCut && (
        <Text size="sm" c="red" role="alert">
          {t('boards.import.cut', { most: MOST_FILES })}
        </Text>
      )}
      {unsent > 0 && (
        <Text size="sm">
          {t('boards.import.unsent', { count: unsent, most: MOST_RULES.files })}
        </Text>
      )}
    </div>
  );
}
