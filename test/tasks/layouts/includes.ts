/** Included files, and what is named in them. */

import { stl } from './assets.js';
import { compiler, include, type Layout, mesh, model, robot } from './layout.js';

export const includes: Layout[] = [
  {
    name: 'the compiler in an included file, its folder from the main model',
    files: {
      'm.xml': model(include('sub/c.xml'), mesh('t.stl')),
      'sub/c.xml': `<mujoco>${compiler('meshdir="bag"')}</mujoco>`,
      't.stl': stl(1),
      'bag/t.stl': stl(2),
      'sub/bag/t.stl': stl(3),
      'sub/t.stl': stl(4),
    },
    right: 'mesh 2',
  },
  {
    name: 'a compiler in an included file after the model’s own',
    files: {
      'm.xml': model(compiler('meshdir="a"') + include('c.xml'), mesh('t.stl')),
      'c.xml': `<mujoco>${compiler('meshdir="b"')}</mujoco>`,
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 3',
  },
  {
    name: 'a compiler in an included file before the model’s own',
    files: {
      'm.xml': model(include('c.xml') + compiler('meshdir="a"'), mesh('t.stl')),
      'c.xml': `<mujoco>${compiler('meshdir="b"')}</mujoco>`,
      't.stl': stl(1),
      'a/t.stl': stl(2),
      'b/t.stl': stl(3),
    },
    right: 'mesh 2',
  },
  {
    name: 'a scene that includes a robot in another folder and adds its own mesh',
    files: {
      'm.xml': model(include('robot/robot.xml'), mesh('t.stl')),
      'robot/robot.xml': robot('', 'r.stl'),
      'robot/r.stl': stl(1),
      'robot/t.stl': stl(2),
      't.stl': stl(3),
    },
    right: 'mesh 1, mesh 3',
  },
  {
    name: 'the same, the file of the robot beside the scene as well',
    files: {
      'm.xml': model(include('robot/robot.xml'), mesh('t.stl')),
      'robot/robot.xml': robot('', 'r.stl'),
      'robot/r.stl': stl(1),
      'r.stl': stl(2),
      't.stl': stl(3),
    },
    right: 'mesh 2, mesh 3',
  },
  {
    name: 'a robot in another folder with a meshdir of its own',
    files: {
      'm.xml': model(include('robot/robot.xml'), mesh('t.stl')),
      'robot/robot.xml': robot(compiler('meshdir="bag"'), 'r.stl'),
      'robot/bag/r.stl': stl(1),
      'bag/r.stl': stl(2),
      'bag/robot/r.stl': stl(3),
      'bag/t.stl': stl(4),
      't.stl': stl(5),
    },
    right: 'mesh 2, mesh 4',
  },
  {
    name: 'the same, the robot’s files nowhere but under the robot',
    files: {
      'm.xml': `<mujoco>${include('robot/robot.xml')}</mujoco>`,
      'robot/robot.xml': robot(compiler('meshdir="bag"'), 'r.stl'),
      'robot/bag/r.stl': stl(1),
    },
    right: /opening file '[^']*robot\/r\.stl'; not there: /,
  },
  {
    name: 'the robot’s files under the meshdir and the robot’s folder',
    files: {
      'm.xml': `<mujoco>${include('robot/robot.xml')}</mujoco>`,
      'robot/robot.xml': robot(compiler('meshdir="bag"'), 'r.stl'),
      'robot/bag/r.stl': stl(1),
      'bag/robot/r.stl': stl(2),
    },
    right: /opening file '[^']*robot\/r\.stl'; not there: '[^']*bag\/r\.stl', '[^']*robot\/r\.stl'/,
  },
  {
    name: 'an include in an include, beside it and beside the model',
    files: {
      'm.xml': `<mujoco>${include('sub/a.xml')}</mujoco>`,
      'sub/a.xml': `<mujoco>${include('b.xml')}</mujoco>`,
      'sub/b.xml': robot('', 't.stl'),
      'b.xml': robot('', 'u.stl'),
      't.stl': stl(1),
      'u.stl': stl(2),
      'sub/t.stl': stl(3),
    },
    right: 'mesh 2',
  },
  {
    name: 'an include in an include, beside it alone',
    files: {
      'm.xml': `<mujoco>${include('sub/a.xml')}</mujoco>`,
      'sub/a.xml': `<mujoco>${include('b.xml')}</mujoco>`,
      'sub/b.xml': robot('', 't.stl'),
      'sub/t.stl': stl(3),
    },
    right: 'mesh 3',
  },
  {
    name: 'an include in an include in a folder below it',
    files: {
      'm.xml': `<mujoco>${include('sub/a.xml')}</mujoco>`,
      'sub/a.xml': `<mujoco>${include('deep/b.xml')}</mujoco>`,
      'sub/deep/b.xml': robot('', 't.stl'),
      't.stl': stl(1),
      'sub/t.stl': stl(2),
      'sub/deep/t.stl': stl(3),
    },
    right: 'mesh 1',
  },
  {
    name: 'meshdir is not for includes',
    files: {
      'm.xml': `<mujoco>${compiler('meshdir="bag" assetdir="bag"')}${include('r.xml')}</mujoco>`,
      'r.xml': robot('', 't.stl'),
      'bag/r.xml': robot('', 'u.stl'),
      'bag/t.stl': stl(1),
      'bag/u.stl': stl(2),
    },
    right: 'mesh 1',
  },
  {
    name: 'an include among the assets and one in a body',
    files: {
      'm.xml': `<mujoco><asset>${include('assets.xml')}</asset>
        <worldbody><body><freejoint/>${include('geoms.xml')}</body></worldbody></mujoco>`,
      'assets.xml': `<mujocoinclude>${mesh('bag/t.stl')}</mujocoinclude>`,
      'geoms.xml': '<any><geom type="mesh" mesh="t"/></any>',
      'bag/t.stl': stl(1),
      't.stl': stl(2),
    },
    right: 'mesh 1',
  },
  {
    name: 'entities in the name of an included file',
    files: {
      'm.xml': `<mujoco>${include('a&amp;b/r.xml')}</mujoco>`,
      'a&b/r.xml': robot('', 't.stl'),
      'a&b/t.stl': stl(1),
    },
    right: 'mesh 1',
  },
  {
    name: 'an include without the ending .xml',
    files: { 'm.xml': `<mujoco>${include('r.inc')}</mujoco>`, 'r.inc': robot('', 't.stl'), 't.stl': stl(1) },
    right: 'mesh 1',
  },
  {
    name: 'an included file that lies outside the model’s folder',
    files: {
      'scenes/m.xml': `<mujoco>${include('../robots/r.xml')}</mujoco>`,
      'robots/r.xml': robot('', 't.stl'),
      'robots/t.stl': stl(1),
      't.stl': stl(2),
    },
    main: 'scenes/m.xml',
    right: 'mesh 1',
  },
  {
    name: 'an absolute include',
    files: {
      'm.xml': `<mujoco>${include('ROOT/robots/r.xml')}</mujoco>`,
      'robots/r.xml': robot('', 't.stl'),
      'robots/t.stl': stl(1),
    },
    right: 'mesh 1',
  },
  {
    name: 'a file that is included twice',
    files: {
      'm.xml': `<mujoco>${include('r.xml')}${include('r.xml')}</mujoco>`,
      'r.xml': robot('', 't.stl'),
      't.stl': stl(1),
    },
    right: /already included/,
  },
  {
    name: 'a file that includes itself',
    files: {
      'm.xml': `<mujoco>${include('r.xml')}</mujoco>`,
      'r.xml': `<mujoco>${include('r.xml')}</mujoco>`,
    },
    right: /already included/,
  },
  {
    name: 'an included file that is not there',
    files: {
      'm.xml': `<mujoco>${include('r.xml')}</mujoco>`,
      'sub/r.xml': robot('', 't.stl'),
      't.stl': stl(1),
    },
    right: /r\.xml/,
  },
  {
    name: 'an included file that is no XML',
    files: { 'm.xml': `<mujoco>${include('r.xml')}</mujoco>`, 'r.xml': '<mujoco' },
    right: /Include error: 'XML parse error/,
  },
];
