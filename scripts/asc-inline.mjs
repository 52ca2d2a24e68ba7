// A transform of the AssemblyScript compiler: a function whose comment has the tag `@inline` is compiled into its callers.
//
// AssemblyScript's own mark is a decorator before the function. TypeScript and JavaScript have no decorators of
// functions: editors, tsc and biome take such a file for broken. As a tag of the comment, where JSDoc has its tags, the
// same mark leaves the kernels plain TypeScript that all of them read. Nothing else differs: the compiler gets what it
// would have got, and the module has the same bytes.
import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

const COMMENT = /\/\*\*(?:(?!\*\/)[\s\S])*\*\//g;
const TAG = /@inline\b/;

export default class InlineByTag extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      if (!source.isLibrary) markFunctions(source);
    }
  }
}

/** Gives each function whose comment has the tag the decorator; a tag before anything else is an error. */
function markFunctions(source) {
  const declarations = new Map(source.statements.map((statement) => [statement.range.start, statement]));
  for (const comment of source.text.matchAll(COMMENT)) {
    if (!TAG.test(comment[0])) continue;
    const end = comment.index + comment[0].length;
    const start = end + /^\s*/.exec(source.text.slice(end))[0].length; // of `function`, or of `export` before it
    const declaration = declarations.get(start);
    if (declaration?.kind !== NodeKind.FunctionDeclaration) {
      const line = source.text.slice(0, comment.index).split('\n').length;
      throw new Error(
        `${source.normalizedPath}:${line}: @inline stands before something that is no function`,
      );
    }
    const name = Node.createIdentifierExpression('inline', declaration.range);
    declaration.decorators = [Node.createDecorator(name, null, declaration.range)];
  }
}
