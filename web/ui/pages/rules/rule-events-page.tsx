import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ruleEventsQuery } from '../../api/incident-queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { IncidentTimeline } from '../incidents/incident-timeline.tsx';

/** Everything that happened to the incidents of a rule, also of one that is gone. */
export function RuleEventsPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { call } = useServices();
  const { parts } = usePlace();
  const linkTo = useLinkTo();
  const found = useInfiniteQuery(ruleEventsQuery(call, parts.owner, id));
  const events = found.data?.pages.flatMap(({ items }) => items);
  const name = events?.[0]?.title;
  return (
    <Page
      title={
        name === undefined
          ? t('incidents.ruleEvents.title')
          : t('incidents.ruleEvents.titleOf', { name })
      }
      before={
        <Anchor component={Link} to={linkTo(`/rules/${id}`)} size="xs">
          {t('incidents.ruleEvents.back')}
        </Anchor>
      }
    >
      <ListState
        items={events}
        error={found.error}
        retry={() => void found.refetch()}
        empty={<Empty title={t('incidents.ruleEvents.empty')} />}
      >
        {(items) => <IncidentTimeline events={items.toReversed()} withIncident />}
      </ListState>
      {found.hasNextPage && (
        <Button variant="subtle" size="xs" onClick={() => void found.fetchNextPage()}>
          {t('incidents.ruleEvents.more')}
        </Button>
      )}
    </Page>
  );
}
