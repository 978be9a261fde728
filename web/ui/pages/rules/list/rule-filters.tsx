import { MultiSelect, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChangeSearch } from '../../../scope/use-place.ts';
import { useLadder } from '../../../severity/ladder.ts';
import classes from './list.module.css';
import {
  FILTER_NAMES,
  type FilterName,
  HEALTHS,
  KINDS,
  type RuleFilter,
  STATES,
  SWITCHES,
} from './rule-filter.ts';

/** Text and choices; what is chosen stands above the list, each to be taken away. */
export function RuleFilters({ filter }: { readonly filter: RuleFilter }) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const changeSearch = useChangeSearch();
  const words: Words = {
    severity: ladder.map((severity) => [severity, severity]),
    state: STATES.map((state) => [state, t(`rules.state.${state}`)]),
    health: HEALTHS.map((health) => [health, t(`ruleWork.list.health.${health}`)]),
    kind: KINDS.map((kind) => [kind, t(`ruleWork.list.kind.${kind}`)]),
    enabled: SWITCHES.map((each) => [each, t(`ruleWork.list.enabled.${each}`)]),
  };
  const set = (name: FilterName, chosen: readonly string[]) =>
    changeSearch({ [name]: chosen, page: undefined });
  return (
    <>
      <div className={classes.filters}>
        <TextInput
          className={classes.text ?? ''}
          size="xs"
          type="search"
          value={filter.text}
          placeholder={t('rules.filter')}
          aria-label={t('rules.filter')}
          leftSection={<IconSearch size={14} />}
          onChange={(event) =>
            changeSearch({ text: event.currentTarget.value || undefined, page: undefined })
          }
        />
        {FILTER_NAMES.map((name) => (
          <MultiSelect
            key={name}
            className={classes.choice ?? ''}
            classNames={{ pill: classes.pill ?? '' }}
            size="xs"
            aria-label={t(`ruleWork.list.filter.${name}`)}
            placeholder={t(`ruleWork.list.filter.${name}`)}
            data={words[name].map(([value, label]) => ({ value, label }))}
            value={[...filter[name]]}
            onChange={(chosen) => set(name, chosen)}
          />
        ))}
      </div>
      <Chosen filter={filter} words={words} set={set} />
    </>
  );
}

type Words = Readonly<Record<FilterName, readonly (readonly [string, string])[]>>;

/** What is chosen, each to be taken away. */
function Chosen({
  filter,
  words,
  set,
}: {
  readonly filter: RuleFilter;
  readonly words: Words;
  readonly set: (name: FilterName, chosen: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.chosen}>
      {FILTER_NAMES.flatMap((name) =>
        filter[name].map((value) => (
          <button
            key={`${name} ${value}`}
            type="button"
            className={classes.chip}
            onClick={() =>
              set(
                name,
                filter[name].filter((each) => each !== value),
              )
            }
          >
            {t(`ruleWork.list.filter.${name}`)}:{' '}
            {words[name].find(([each]) => each === value)?.[1] ?? value}
            <IconX size={12} aria-hidden />
          </button>
        )),
      )}
    </div>
  );
}
