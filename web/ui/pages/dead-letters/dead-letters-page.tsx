import { Anchor, Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type DeadLetterFilter, deadLettersQuery } from '../../api/delivery-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { DeadLetterTable } from './dead-letter-table.tsx';
import classes from './dead-letters.module.css';
import { LetterFilter } from './letter-filter.tsx';
import { ReplayButton } from './replay-button.tsx';

/** Messages of the tenant that were given up, and sending them again. */
export function DeadLettersPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts, node } = usePlace();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const [filter, setFilter] = useState<DeadLetterFilter>({ channel: '', reason: '' });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const letters = useInfiniteQuery(deadLettersQuery(call, parts.owner, filter));
  const items = letters.data?.pages.flatMap((page) => page.items);
  const shown = items?.filter(({ id }) => chosen.has(id)).map(({ id }) => id) ?? [];
  const mayReplay = may(scopes, node.path, 'channels:write');
  return (
    <Page
      title={t('deadLetters.title')}
      before={
        <Anchor component={Link} to={linkTo('/channels')} size="xs">
          {t('deadLetters.back')}
        </Anchor>
      }
    >
      <Text maw={720} c="dimmed" mb="md">
        {t('deadLetters.text')}
      </Text>
      <div className={classes.filter}>
        <LetterFilter owner={parts.owner} filter={filter} onChange={setFilter} />
        {mayReplay && (
          <ReplayButton owner={parts.owner} ids={shown} onDone={() => setChosen(new Set())} />
        )}
      </div>
      <ListState
        items={items}
        error={letters.error}
        retry={() => void letters.refetch()}
        empty={<Empty title={t('deadLetters.empty')} text={t('deadLetters.emptyText')} />}
      >
        {(found) => (
          <DeadLetterTable
            letters={found}
            chosen={chosen}
            onChoose={mayReplay ? setChosen : undefined}
          />
        )}
      </ListState>
      {letters.hasNextPage && (
        <Button
          mt="md"
          size="xs"
          variant="default"
          loading={letters.isFetchingNextPage}
          onClick={() => void letters.fetchNextPage()}
        >
          {t('deadLetters.more')}
        </Button>
      )}
    </Page>
  );
}
