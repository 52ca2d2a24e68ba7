/** In which folder MuJoCo looks for a file. */

import { stl } from './assets.js';
import { compiler, type Layout, mesh, model, one } from './layout.js';

export const folders: Layout[] = [
  {
    name: 'meshdir, and another file of the name beside the model',
    files: { 'm.xml': one('meshdir="bag"'), 't.stl': stl(1), 'bag/t.stl': stl(2) },
    right: 'mesh 2',
  },
  {
    name: 'meshdir with a slash at its end',
    files: { 'm.xml': one('meshdir="bag/"'), 't.stl': stl(1), 'bag/t.stl': stl(2) },
    right: 'mesh 2',
  },
  {
    name: 'meshdir, and the file only beside the model',
    files: { 'm.xml': one('meshdir="bag"'), 't.stl': stl(1) },
    right: /opening file 'bag\/t\.stl'; not there: '[^']*bag'/,
  },
  {
    name: 'no meshdir, and the file only in a folder',
    files: { 'm.xml': one(''), 'bag/t.stl': stl(2) },
    right: /opening file 't\.stl'; not there: '[^']*t\.stl'/,
  },
  {
    name: 'assetdir before meshdir',
    files: {
      'm.xml': one('assetdir="a" meshdir="b"'),
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 3',
  },
  {
    name: 'meshdir before assetdir',
    files: {
      'm.xml': one('meshdir="b" assetdir="a"'),
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 3',
  },
  {
    name: 'assetdir alone is for meshes too',
    files: { 'm.xml': one('assetdir="a"'), 't.stl': stl(1), 'a/t.stl': stl(2) },
    right: 'mesh 2',
  },
  {
    name: 'texturedir is not for meshes',
    files: { 'm.xml': one('texturedir="a"'), 't.stl': stl(1), 'a/t.stl': stl(2) },
    right: 'mesh 1',
  },
  {
    name: 'an empty meshdir beside assetdir',
    files: { 'm.xml': one('assetdir="a" meshdir=""'), 't.stl': stl(1), 'a/t.stl': stl(2) },
    right: 'mesh 1',
  },
  {
    name: 'assetdir in one compiler, meshdir in an earlier one',
    files: {
      'm.xml': model(compiler('meshdir="b"') + compiler('assetdir="a"'), mesh('t.stl')),
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 2',
  },
  {
    name: 'of two compilers the last',
    files: {
      'm.xml': model(compiler('meshdir="b"') + compiler('meshdir="a"'), mesh('t.stl')),
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 2',
  },
  {
    name: 'a compiler after the assets',
    files: {
      'm.xml': model('', mesh('t.stl')).replace('</mujoco>', `${compiler('meshdir="bag"')}</mujoco>`),
      't.stl': stl(1),
      'bag/t.stl': stl(2),
    },
    right: 'mesh 2',
  },
  {
    name: 'a compiler in a comment and a mesh in another',
    files: {
      'm.xml': model(
        `<!-- ${compiler('meshdir="bag"')} <!- -->`,
        `<!--${mesh('gone.stl')}-->${mesh('t.stl')}`,
      ),
      't.stl': stl(1),
      'bag/t.stl': stl(2),
    },
    right: 'mesh 1',
  },
  {
    name: 'two meshes of one file name in two folders',
    files: {
      'm.xml': model('', mesh('a/t.stl', 'x') + mesh('b/t.stl', 'y'), ['x', 'y']),
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 2, mesh 3',
  },
  {
    name: 'one file at two scales',
    files: {
      'm.xml': model('', mesh('t.stl', 'x') + mesh('t.stl', 'y').replace('/>', ' scale="2 2 2"/>'), [
        'x',
        'y',
      ]),
      't.stl': stl(1),
    },
    right: 'mesh 1, mesh 2',
  },
  {
    name: 'a folder in the name, under meshdir',
    files: {
      'm.xml': one('meshdir="bag"', 'in/t.stl'),
      'in/t.stl': stl(1),
      'bag/in/t.stl': stl(2),
      'bag/t.stl': stl(3),
    },
    right: 'mesh 2',
  },
  {
    name: 'strippath takes the folder off',
    files: {
      'm.xml': one('meshdir="bag" strippath="true"', 'in/t.stl'),
      'in/t.stl': stl(1),
      'bag/in/t.stl': stl(2),
      'bag/t.stl': stl(3),
      't.stl': stl(4),
    },
    right: 'mesh 3',
  },
  {
    name: 'strippath takes an absolute folder off, too',
    files: { 'm.xml': one('strippath="true"', '/nowhere/t.stl'), 't.stl': stl(1) },
    right: 'mesh 1',
  },
  {
    name: 'a folder above the model',
    files: {
      'robot/m.xml': one('meshdir="../bag"'),
      'bag/t.stl': stl(1),
      'robot/t.stl': stl(2),
      't.stl': stl(3),
    },
    main: 'robot/m.xml',
    right: 'mesh 1',
  },
  {
    name: 'there and back',
    files: { 'm.xml': one('meshdir="bag/../a/."', './in/../t.stl'), 't.stl': stl(1), 'a/t.stl': stl(2) },
    right: 'mesh 2',
  },
  {
    name: 'backslashes',
    files: { 'm.xml': one('meshdir="bag\\in"', 'x\\t.stl'), 't.stl': stl(1), 'bag/in/x/t.stl': stl(2) },
    right: 'mesh 2',
  },
  {
    name: 'an absolute path',
    files: {
      'm.xml': one('meshdir="bag"', 'ROOT/a/t.stl'),
      'bag/t.stl': stl(1),
      'a/t.stl': stl(2),
      't.stl': stl(3),
    },
    right: 'mesh 2',
  },
  {
    name: 'an absolute meshdir',
    files: { 'm.xml': one('meshdir="ROOT/a"'), 'a/t.stl': stl(2), 't.stl': stl(3) },
    right: 'mesh 2',
  },
];
