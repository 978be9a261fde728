import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { writeThroughGrafana } from '../support/grafana-alerting-steps.ts';
import {
  forgeHeaders,
  sendTokensElsewhere,
  smuggleRequests,
  twistTargets,
} from '../support/grafana-attack-steps.ts';
import { type EmbeddingLab, openEmbeddingLab } from '../support/grafana-embedding-lab.ts';
import { endUnderWay, loseWhileOpening, openLive } from '../support/grafana-live-steps.ts';
import {
  askFromElsewhere,
  beSignedFor,
  lookAtOneBoard,
  lookWhileAway,
  reachForOthers,
} from '../support/grafana-looking-steps.ts';
import { readIncidentMarks } from '../support/grafana-mark-steps.ts';
import {
  askInTheBackground,
  askWithASignedName,
  askWithAToken,
  askWithOtherTokens,
  loseAMember,
  reachByAlertingToken,
  rotateAToken,
} from '../support/grafana-token-steps.ts';
import { GRAFANAS } from '../support/grafana-under-test.ts';

for (const { name, isThere, isReal, start } of GRAFANAS)
  describe.skipIf(!isThere)(`our site before ${name}`, () => {
    let lab: EmbeddingLab;
    beforeAll(async () => {
      lab = await openEmbeddingLab(start);
    }, 240_000);
    beforeEach(() => {
      lab.recorder.seen.length = 0;
    });
    afterAll(async () => lab?.close());

    describe('what is shown', () => {
      it('is different series of the same dashboard to two people of different roles', () =>
        lookAtOneBoard(lab));
      it('is asked for by a signature for who looks, and no credential of ours', () =>
        beSignedFor(lab));
      it('has incidents on any dashboard: each sees those that they may read', () =>
        readIncidentMarks(lab.enter, lab.recorder, lab.organisations.globex));
      it('is nothing that a viewer does not need, or that is of another tenant', () =>
        reachForOthers(lab));
      it('is for people who are signed in, from our own pages', () => askFromElsewhere(lab));
    });

    describe('to somebody who is in another tenant', () => {
      it('is nothing more by any header', () => forgeHeaders(lab));
      it('is nothing more by any target', () => twistTargets(lab));
      it('is nothing more by requests in requests', () => smuggleRequests(lab));
      it('is nothing more by the tokens of data sources', () => sendTokensElsewhere(lab));
    });

    describe("Grafana's own pages about alerting", () => {
      it('write rules and silences of who may, through us, and nobody else', () =>
        writeThroughGrafana(lab.enter, lab.recorder));
      it('reach nothing of a neighbour by the token that Grafana holds', () =>
        reachByAlertingToken(lab));
    });

    describe('the token of a data source', () => {
      it('is a ceiling, and nothing without who looks', () => askWithAToken(lab));
      it.skipIf(isReal)(
        `takes a signed name by the keys of our Grafana only${isReal ? ' [needs the stand-in, which signs what a test tells it]' : ''}`,
        () => askWithASignedName(lab),
      );
      it('is for nobody where it is marked so, and never for somebody unknown', () =>
        askInTheBackground(lab));
      it('names nobody beside another token, and opens nothing but scopes', () =>
        askWithOtherTokens(lab));
      it('overlaps with the next one, and ends with its revocation', () => rotateAToken(lab));
      it('shows an open panel nothing any more once its viewer is no member', () =>
        loseAMember(lab));
    });

    describe('what is open', () => {
      it('lets a WebSocket through to Live alone, from our own pages, for who is signed in', () =>
        openLive(lab));
      it('is nothing for who loses the right while it is being opened', () =>
        loseWhileOpening(lab));
      it('ends an answer of Grafana that is under way when its viewer signs out', () =>
        endUnderWay(lab));
      it('is, while Grafana is away, the boards as they were seen last; nobody sees those of others', () =>
        lookWhileAway(lab));
    });
  });
