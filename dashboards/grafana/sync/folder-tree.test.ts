import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../client/grafana-answers.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import { FolderTree } from './folder-tree.ts';

const folder = (uid: string, title: string, folderUid = ''): SearchHit => ({
  ...{ uid, title, folderUid, type: 'dash-folder' },
});
const signal = new AbortController().signal;

async function treeOf(hits: readonly SearchHit[], root = '') {
  const made: { uid: string; title: string; parentUid: string }[] = [];
  const client = {
    search: async () => hits,
    makeFolder: async (_: number, given: (typeof made)[number]) => void made.push(given),
  } as Pick<GrafanaClient, 'search' | 'makeFolder'> as GrafanaClient;
  return { tree: await FolderTree.read(client, { organisation: 1, root }, signal), made };
}

describe('folders as paths', () => {
  it('are titles down to the folder', async () => {
    const { tree } = await treeOf([folder('a', 'Team'), folder('b', 'API/v2', 'a')]);
    expect(tree.pathOf('')).toBe('');
    expect(tree.pathOf('b')).toBe('Team/API\u2215v2');
    expect(tree.pathOf('gone')).toBeNull();
  });

  it("end at the tenant's own folder, and what lies beside it is nobody's", async () => {
    const hits = [folder('acme', 'acme'), folder('b', 'API', 'acme'), folder('globex', 'globex')];
    const { tree } = await treeOf(hits, 'acme');
    expect(tree.pathOf('acme')).toBe('');
    expect(tree.pathOf('b')).toBe('API');
    expect(tree.pathOf('')).toBeNull();
    expect(tree.pathOf('globex')).toBeNull();
  });

  it('are made where they are missing, those above first, once', async () => {
    const { tree, made } = await treeOf([folder('a', 'Team')]);
    const uid = await tree.ensure('Team/API/v2', signal);
    expect(made.map(({ title, parentUid }) => [title, parentUid])).toEqual([
      ['API', 'a'],
      ['v2', made[0]?.uid],
    ]);
    expect(await tree.ensure('Team/API/v2', signal)).toBe(uid);
    expect(made).toHaveLength(2);
  });

  it('of a circle are nowhere', async () => {
    const { tree } = await treeOf([folder('a', 'A', 'b'), folder('b', 'B', 'a')]);
    expect(tree.pathOf('a')).toBeNull();
  });

  it('that were renamed leave their uid to nobody else', async () => {
    const first = await treeOf([]);
    const uid = await first.tree.ensure('Team', signal);
    const { tree, made } = await treeOf([folder(uid, 'Renamed')]);
    expect(await tree.ensure('Team', signal)).not.toBe(uid);
    expect(made).toHaveLength(1);
  });
});
