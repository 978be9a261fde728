import { Anchor, Tabs } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../../lists/copy-text-button.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { MakeToken, useToken } from './make-token.tsx';
import {
  isWithToken,
  SNIPPETS,
  type SnippetName,
  type SnippetPlace,
  snippetText,
  TOKEN_PLACE,
} from './snippets.ts';
import classes from './start.module.css';

/** Beyond the first rule: data of one's own, Grafana, one's own Prometheus, other people. */
export function WhatNext() {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const token = useToken();
  const place = {
    origin: window.location.origin,
    scope,
    token: token.secret ?? TOKEN_PLACE,
  };
  return (
    <section className={classes.next} aria-labelledby="start-next">
      <h2 className={classes.nextTitle} id="start-next">
        {t('start.next.title')}
      </h2>
      <MakeToken token={token} />
      <Tabs defaultValue={SNIPPETS[0]} keepMounted={false}>
        <Tabs.List>
          {SNIPPETS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`start.next.name.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SNIPPETS.map((name) => (
          <Tabs.Panel key={name} value={name} pt="sm">
            <Snippet name={name} place={place} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <p className={`${classes.line} dimmed`}>
        {t('start.next.api')}{' '}
        <Anchor href="/api/docs" size="sm">
          {t('frame.help.api')}
        </Anchor>
      </p>
    </section>
  );
}

function Snippet({ name, place }: { readonly name: SnippetName; readonly place: SnippetPlace }) {
  const { t } = useTranslation();
  const text = snippetText(name, place);
  return (
    <>
      <p className={classes.text}>{t(`start.next.text.${name}`)}</p>
      <pre className={`${classes.snippet} mono`}>{text}</pre>
      <CopyTextButton text={() => text} icon={<IconCopy size={14} />}>
        {t('start.next.copy')}
      </CopyTextButton>
      {isWithToken(name) && place.token === TOKEN_PLACE && (
        <span className="dimmed small"> {t('start.next.place', { place: TOKEN_PLACE })}</span>
      )}
    </>
  );
}
