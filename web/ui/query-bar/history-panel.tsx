import { ActionIcon, Modal, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconSearch, IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../scope/use-place.ts';
import { Instant } from '../time/instant.tsx';
import classes from './history-panel.module.css';
import { foundPast, type PastQuery } from './query-history.ts';
import type { QueryHistory } from './use-query-history.ts';

interface HistoryUse {
  readonly history: QueryHistory;
  /** The row that a query is run in, by its letter; '' where there are no rows. */
  readonly letter: string;
  readonly mayAdd: boolean;
  readonly onRun: (query: string) => void;
  /** Absent where there are no rows. */
  readonly onAdd?: (query: string) => void;
}

/** The queries this person ran in this scope: search, run again, star, forget. */
export function HistoryPanel({
  isOpen,
  onClose,
  ...use
}: HistoryUse & { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('explore.history.title', { scope })}
      closeButtonProps={{ 'aria-label': t('explore.close') }}
      size={720}
      yOffset="6dvh"
      returnFocus={false}
    >
      <Past {...use} />
    </Modal>
  );
}

function Past({ history, ...use }: HistoryUse) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = foundPast(history.past, text);
  return (
    <>
      <TextInput
        data-autofocus
        size="xs"
        leftSection={<IconSearch size={14} />}
        placeholder={t('explore.history.search')}
        aria-label={t('explore.history.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || !first) return;
          use.onRun(first.query);
        }}
      />
      {found.length === 0 ? (
        <p className="dimmed">
          {history.past.length === 0
            ? t('explore.history.none')
            : t('explore.history.notFound', { text })}
        </p>
      ) : (
        <ul className={classes.list} aria-label={t('explore.history.list')}>
          {found.map((past) => (
            <Entry key={past.query} past={past} history={history} {...use} />
          ))}
        </ul>
      )}
      <p className="dimmed small">{t('explore.history.hint')}</p>
    </>
  );
}

function Entry({
  past: { query, atMs, isStarred },
  history,
  letter,
  mayAdd,
  onRun,
  onAdd,
}: HistoryUse & { readonly past: PastQuery }) {
  const { t } = useTranslation();
  return (
    <li className={classes.entry}>
      <button
        type="button"
        className={classes.query}
        title={letter === '' ? t('explore.run') : t('explore.history.run', { letter })}
        onClick={() => onRun(query)}
      >
        <span className="mono">{query}</span>
        <span className="dimmed small">
          <Instant at={new Date(atMs).toISOString()} />
        </span>
      </button>
      {onAdd !== undefined && (
        <Tooltip label={t('explore.history.add')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={!mayAdd}
            aria-label={t('explore.history.add')}
            onClick={() => onAdd(query)}
          >
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon
        variant="subtle"
        color={isStarred ? 'accent' : 'gray'}
        aria-label={t('explore.history.star')}
        aria-pressed={isStarred}
        onClick={() => history.toggleStar(query)}
      >
        {isStarred ? <IconStarFilled size={16} /> : <IconStar size={16} />}
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('explore.history.delete')}
        onClick={() => history.forget(query)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
}
