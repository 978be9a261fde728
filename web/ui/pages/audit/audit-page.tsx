import { Anchor } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { Empty } from '../../lists/list-state.tsx';
import classes from '../../object-search/object-search.module.css';
import { ObjectSearch } from '../../object-search/object-search.tsx';
import { AUDIT } from '../../object-search/search-kind.ts';
import { linkTo } from '../../scope/place.ts';
import { usePlace } from '../../scope/use-place.ts';
import { AuditCells, AuditHead } from './audit-cells.tsx';
import { auditPlaces } from './audit-places.ts';

/** Who did what to what in the scope's namespaces, for those who may know. */
export function AuditPage() {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node, parts } = usePlace();
  const may = useMemo(
    () => auditPlaces(scopes, node, parts.cluster),
    [scopes, node, parts.cluster],
  );
  if (may.kind !== 'all') return <NotHere places={may.kind === 'some' ? may.places : []} />;
  return (
    <ObjectSearch
      kind={AUDIT}
      Cells={AuditCells}
      head={<AuditHead />}
      levelWord={(level) =>
        t(`objects.audit.levels.${level === 'error' || level === 'warn' ? level : 'info'}`)
      }
    />
  );
}

/** What it takes, and where it is held. */
function NotHere({ places }: { readonly places: readonly string[] }) {
  const { t } = useTranslation();
  const { scope, rangeText } = usePlace();
  const which = places.length === 0 ? 'refused' : 'partly';
  return (
    <Page title={t('objects.audit.title')}>
      <Empty title={t(`objects.audit.${which}`)} text={t(`objects.audit.${which}Text`, { scope })}>
        <div className={classes.places}>
          {places.map((place) => (
            <Anchor key={place} component={Link} to={linkTo('/audit', { scope: place, rangeText })}>
              {place}
            </Anchor>
          ))}
        </div>
      </Empty>
    </Page>
  );
}
