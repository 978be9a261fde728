import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogField } from '../../api/log-catalogue.ts';
import { FaultText } from '../../frame/fault.tsx';
import type { ValueFilter, ValueOrigin } from '../../log-lines/change-query.ts';
import { FilterButtons } from '../../log-lines/filter-buttons.tsx';
import { useLogFields, useLogFieldValues } from '../../log-lines/use-log-labels.ts';
import { OneCluster } from '../../scope/one-cluster.tsx';
import classes from './fields-panel.module.css';

interface FieldsUse {
  readonly query: string;
  readonly onFilter: (filter: ValueFilter) => void;
}

/** What the newest lines of a query hold beside their labels, to filter by; asked when opened. */
export function FieldsPanel(props: FieldsUse) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, open] = useDisclosure();
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.panel}>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<Icon size={14} />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={open.toggle}
      >
        {t('logs.fields.open')}
      </Button>
      {isOpen && (
        <section id={id} aria-label={t('logs.fields.open')}>
          <Fields {...props} />
        </section>
      )}
    </div>
  );
}

function Fields({ query, onFilter }: FieldsUse) {
  const { t } = useTranslation();
  const { data, error, refetch } = useLogFields(query, true);
  const [chosen, choose] = useState<string>();
  if (error !== null) {
    return (
      <>
        <FaultText error={error} retry={() => void refetch()} />
        <OneCluster error={error} />
      </>
    );
  }
  if (data === undefined) return <Skeleton height={28} animate={false} />;
  if (data.length === 0) return <p className="dimmed small">{t('logs.fields.none')}</p>;
  const field = data.find(({ name }) => name === chosen);
  return (
    <>
      <div className={classes.fields}>
        {data.map(({ name, type }) => (
          <button
            key={name}
            type="button"
            className={classes.field}
            aria-pressed={name === chosen}
            onClick={() => choose(name === chosen ? undefined : name)}
          >
            {name} <span className="dimmed">{type}</span>
          </button>
        ))}
      </div>
      {field === undefined ? (
        <p className="dimmed small">{t('logs.fields.hint')}</p>
      ) : (
        <FieldValues key={field.name} field={field} query={query} onFilter={onFilter} />
      )}
    </>
  );
}

/** More are found by searching. */
const MOST_SHOWN = 60;

function FieldValues({ field, query, onFilter }: FieldsUse & { readonly field: LogField }) {
  const { t } = useTranslation();
  const { name } = field;
  const { data, error, refetch } = useLogFieldValues(name, query, true);
  if (error !== null) return <FaultText error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={28} animate={false} />;
  const origin = originOf(field);
  return (
    <>
      <ul className={classes.values} aria-label={t('logs.fields.values', { name })}>
        {data.slice(0, MOST_SHOWN).map((value) => (
          <li key={value}>
            <FilterButtons
              name={name}
              value={value}
              onFilter={(isOut) => onFilter({ origin, name, value, isOut })}
            />
            <span className={classes.value} title={value}>
              {value}
            </span>
          </li>
        ))}
      </ul>
      {data.length > MOST_SHOWN && (
        <p className="dimmed small">{t('logs.fields.more', { count: data.length - MOST_SHOWN })}</p>
      )}
    </>
  );
}

function originOf({ parsers }: LogField): ValueOrigin {
  const parser = parsers.find((each) => each === 'json' || each === 'logfmt');
  return parser === undefined ? { kind: 'field' } : { kind: 'detected', parser };
}
