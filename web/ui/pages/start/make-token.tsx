import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { SNIPPET_PERMISSIONS } from './snippets.ts';
import classes from './start.module.css';
import { Denied } from './step.tsx';

/** A token for what is pasted elsewhere. Its secret is kept by this page only, and gone with it. */
export interface MadeToken {
  readonly secret: string | undefined;
  readonly isBusy: boolean;
  readonly fault: unknown;
  readonly make: () => Promise<void>;
}

export function useToken(): MadeToken {
  const { t } = useTranslation();
  const { call } = useServices();
  const { node, parts } = usePlace();
  const [secret, setSecret] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const make = async () => {
    setIsBusy(true);
    setFault(undefined);
    try {
      const made = await call('tokens.create', {
        params: { owner: parts.owner },
        body: {
          name: t('start.next.tokenName'),
          kind: 'scope',
          node: node.path,
          permissions: [...SNIPPET_PERMISSIONS],
          expiresAt: null,
        },
      });
      setSecret(made.secret);
    } catch (thrown) {
      setFault(thrown);
    } finally {
      setIsBusy(false);
    }
  };
  return { secret, isBusy, fault, make };
}

export function MakeToken({ token }: { readonly token: MadeToken }) {
  const { t } = useTranslation();
  const { node } = usePlace();
  const { scopes } = useSession();
  if (!may(scopes, node.path, 'tokens:write')) return <Denied permission="tokens:write" />;
  if (token.secret !== undefined) {
    return (
      <p className={classes.line} role="status">
        {t('start.next.tokenMade')}
      </p>
    );
  }
  const words = token.fault === undefined ? undefined : errorWords(token.fault, t);
  return (
    <>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconKey size={14} />}
          loading={token.isBusy}
          onClick={() => void token.make()}
        >
          {t('start.next.makeToken')}
        </Button>
        <span className="dimmed small">
          {t('start.next.makeTokenText', {
            scope: node.path,
            permissions: SNIPPET_PERMISSIONS.join(', '),
          })}
        </span>
      </div>
      {words !== undefined && (
        <p className={classes.fault} role="alert">
          {words.title} {words.detail}
        </p>
      )}
    </>
  );
}
