import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChangeSearch } from '../../../scope/use-place.ts';
import { type BoardFilter, isFiltered, type ListedBoard, ORIGINS } from './listed-board.ts';

/** Words, folder, tag and origin; all of it is in the address. */
export function BoardFilters({
  boards,
  filter,
}: {
  readonly boards: readonly ListedBoard[];
  readonly filter: BoardFilter;
}) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const set = (name: string) => (value: string | null) =>
    change({ [name]: value === null || value === '' ? undefined : value });
  const choices = (values: readonly string[]) => [...new Set(values)].filter(Boolean).sort();
  const common = { size: 'xs', clearable: true, searchable: true } as const;
  return (
    <Group gap="xs" mb="sm" role="search">
      <TextInput
        size="xs"
        w={260}
        aria-label={t('boards.list.search')}
        placeholder={t('boards.list.search')}
        leftSection={<IconSearch size={14} />}
        value={filter.text}
        onChange={(event) => set('q')(event.currentTarget.value)}
      />
      <Select
        {...common}
        w={170}
        aria-label={t('boards.field.folder')}
        placeholder={t('boards.field.folder')}
        data={choices(boards.flatMap(({ folder }) => withParents(folder)))}
        value={filter.folder || null}
        onChange={set('folder')}
      />
      <Select
        {...common}
        w={150}
        aria-label={t('boards.list.tag')}
        placeholder={t('boards.list.tag')}
        data={choices(boards.flatMap(({ tags }) => tags))}
        value={filter.tag || null}
        onChange={set('tag')}
      />
      <Select
        {...common}
        w={170}
        searchable={false}
        aria-label={t('boards.list.origin')}
        placeholder={t('boards.list.origin')}
        data={ORIGINS.map((value) => ({ value, label: t(`boards.origin.${value}`) }))}
        value={filter.origin || null}
        onChange={set('origin')}
      />
      {isFiltered(filter) && <Clear />}
    </Group>
  );
}

function Clear() {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const nothing = { q: undefined, folder: undefined, tag: undefined, origin: undefined };
  return (
    <Button size="compact-xs" variant="subtle" onClick={() => change(nothing)}>
      {t('rules.clearFilter')}
    </Button>
  );
}

/** `a/b/c` with `a` and `a/b`. */
function withParents(folder: string): readonly string[] {
  const steps = folder.split('/');
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}
