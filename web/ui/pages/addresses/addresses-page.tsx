import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addressesQuery } from '../../api/address-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { AddressTable } from './address-table.tsx';
import { AskForAddress } from './ask-for-address.tsx';

const PLATFORM = '_platform';

/** Private addresses: a tenant asks for its own; over the platform all are decided. */
export function AddressesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const mayDecide = owner === PLATFORM && may(scopes, PLATFORM, 'tenancy:write');
  const mayAsk = owner !== PLATFORM && may(scopes, owner, 'channels:write');
  const addresses = useQuery(addressesQuery(call, owner, mayDecide));
  return (
    <Page
      title={t('addresses.title')}
      before={
        <Anchor component={Link} to={linkTo('/channels')} size="xs">
          {t('addresses.back')}
        </Anchor>
      }
      beside={mayDecide && <span className="dimmed">{t('addresses.all')}</span>}
    >
      <Text maw={720} c="dimmed" mb="md">
        {t('addresses.text')}
      </Text>
      {mayAsk && <AskForAddress owner={owner} />}
      <ListState
        items={addresses.data}
        error={addresses.error}
        retry={() => void addresses.refetch()}
        empty={<Empty title={t('addresses.empty')} text={t('addresses.emptyText')} />}
      >
        {(items) => <AddressTable addresses={items} mayAsk={mayAsk} mayDecide={mayDecide} />}
      </ListState>
    </Page>
  );
}
