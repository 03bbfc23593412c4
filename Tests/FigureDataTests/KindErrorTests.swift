import FigureData
import Testing

/// What a kind says of a table that it cannot draw.
@Suite struct KindErrorTests {
  static let cases: [(kind: String, text: String, message: String)] = [
    (
      "heatmap", "1,2\n3,abc\n",
      "2:3: 'abc' in column 2 is not a number; a cell is a number, nan, inf or empty"
    ),
    (
      "heatmap", "a,1\n3,4\n",
      "1:1: 'a' in column 1 is not a number; a cell is a number, nan, inf or empty"
    ),
    (
      "heatmap", "n\na\n",
      "1:1: 'n' in column 1 is not a number; a cell is a number, nan, inf or empty"
    ),
    ("loss", "epoch\n1\n", "1:1: no column of losses; at least 1 is needed"),
    (
      "loss", "epoch,a\n1,1\n2,2\n4,3\n",
      "4:1: 4 in column 'epoch' where 3 is next; losses stand at equal distances, and 'curves' draws others"
    ),
    (
      "loss", "epoch,a\n2,1\n1,2\n",
      "3:1: 1 in column 'epoch' follows 2; the numbers of a run ascend"
    ),
    ("loss", "epoch,a\n1,1\n,2\n", "3:1: no value in column 'epoch'; a number is needed"),
    ("loss", "epoch,a\n1,1\ninf,2\n", "3:1: 'inf' in column 'epoch' is not finite"),
    (
      "loss", "a,b\n1,1\n2,\n3,3\n",
      "3:3: no value in column 'b', and values behind it; a run may end early, and 'curves' draws "
        + "points with gaps"
    ),
    ("loss", "a,b\n1,\n2,\n", "1:3: no value in column 'b'; at least 1 is needed"),
    (
      "loss", "a,b,c norm\n1,2,3\n", "1:5: column 'c norm' belongs to no run; the runs are 'a', 'b'"
    ),
    ("loss", "a,a norm\n1,2\n3,\n", "3:3: no value in column 'a norm'; a number is needed"),
    (
      "loss", "a,b,c,d,e,f,g\n1,2,3,4,5,6,7\n",
      "1:1: 7 methods; 1 to 6 are drawn, and the seeds of one are called method/1, method/2, ..."
    ),
    (
      "loss", "method,loss,nrm\na,1,2\n",
      "1:13: column 'nrm' is not read; those that are: method, seed, loss, norm, clipped, epoch, "
        + "step, iteration; did you mean 'norm'?"
    ),
    (
      "loss", "method,loss,norm,clipped\na,1,2,0.5\n",
      "2:7: 0.5 in column 'clipped' is no whole number from 0 to 1"
    ),
    (
      "loss", "loss,loss,seed\n1,2,3\n",
      "1:1: columns 1 and 2 are both called 'loss'; a name that is read stands once"
    ),
    (
      "curves", "x,y\n1,2\nnan,3\n",
      "3:1: 'nan' in column 'x' has no place on the axis of x; a finite number is needed"
    ),
    ("curves", "x,y\n1,\n", "1:3: no value in column 'y'; at least 1 is needed"),
    ("curves", "curve,x,z\na,1,2\n", "1:9: column 'z' is not read; those that are: curve, x, y"),
    ("curves", "curve,x,y\na,1,\n", "2:5: no value of the curve 'a'; at least 1 is needed"),
    ("curves", "0,1,2,3,4,5,6,7,8,9,10,11,12,13\n", "1:1: 13 curves; 1 to 12 are drawn"),
    ("bars", "a,b\n0.5,1.5\n", "2:5: 1.5 in column 'b' is no probability; 0 to 1 is"),
    ("bars", "a,b\n0.5,\n", "2:5: no value in column 'b'; a number is needed"),
    (
      "bars", "lemon,apple,target\n0.5,0.5,appel\n",
      "2:9: 'appel' is no class; the classes are 'lemon', 'apple'; did you mean 'apple'?"
    ),
    ("bars", "input,target\na,b\n", "1:1: 0 classes; 1 to 40 are drawn"),
    ("attention", "output,a\nb,\n", "2:3: no value in column 'a'; a number is needed"),
    ("text", "token,value\n,1\n", "2:1: an empty token; a space or a line end stands in quotes"),
    (
      "text", "token\na\n",
      "1:1: tokens alone; a column of values or of guesses is needed beside them"
    ),
    ("text", "token,next1\na,b\n", "1:1: no column 'p1'; the columns are 'token', 'next1'"),
    ("text", "token,next1,p1\na,b,2\n", "2:5: 2 in column 'p1' is no probability; 0 to 1 is"),
    (
      "text", "t,1,2,3,4,5,6,7,8,9\n", "1:1: 9 columns of values; at most 8 are drawn"
    ),
    (
      "triangle", "1,2\n3,4\n5,6\n",
      "1:1: 3 rows and 2 columns of terms; they are as many, 1 to 1000"
    ),
    (
      "triangle", "t,1,2\n1,1,2\n2,3,4\n",
      "2:5: a term at t = 1, k = 2: the loss of a step does not depend on later ones; leave it empty "
        + "or 0"
    ),
    ("triangle", "t,1,2\n2,1,\n1,3,4\n", "2:1: t is 2 in row 1; it runs 1, 2, 3, ..."),
    ("triangle", "t,1,2\n1,1,\n2,,4\n", "3:3: no value in column '1'; a number is needed"),
    ("triangle", "t,k,value\n1,1,1\n1,1,2\n", "3:1: the term (1, 1) stands twice"),
    ("triangle", "t,k,value\n0,1,1\n", "2:1: 0 in column 't' is no whole number from 1 to 1,000"),
    ("landscape", "1,2\n", "1:1: 1 places of y; 2 to 2048 are drawn"),
    (
      "landscape", "y,a,2\n1,2,3\n",
      "1:3: 'a' is no place of x; a matrix has numbers over its columns, and the long form the "
        + "columns x, y and value"
    ),
    ("landscape", "y,1,1\n1,2,3\n2,3,4\n", "1:5: x = 1 stands twice"),
    ("landscape", "y,1,2\n1,2,3\n1,3,4\n", "3:1: y = 1 stands twice"),
    ("landscape", "y,1,2\n1,2,3\n2,3,\n", "3:5: no value in column '2'; a number is needed"),
    (
      "landscape", "x,y,value\n1,1,1\n2,2,2\n",
      "1:1: no row for x = 2, y = 1; a landscape has a value, or nan, at every point of its grid"
    ),
    ("landscape", "x,y,value\n1,1,1\n1,1,2\n", "3:1: the point (1, 1) stands twice"),
    ("landscape", "x,y,value\n1,inf,1\n", "2:3: 'inf' in column 'y' is not finite"),
    (
      "unrolled", "input,hidden,h1\n1,2,3\n",
      "1:7: column 'hidden' is not read; those that are: input, h1, h2, ..., c1, c2, ..., output, "
        + "probability, target, loss, norm, delta1, delta2, ..., r1, r2, ..., padding, cut, window"
    ),
    (
      "unrolled", "input,output\n1,2\n",
      "1:1: no column 'h1': a step has the units of its state, h1, h2, ..."
    ),
    ("unrolled", "h1,h3\n1,2\n", "1:1: no column 'h2' among 2 of h; they are numbered from 1"),
    (
      "unrolled", "h1.1,h3.1\n1,2\n",
      "1:1: no column 'h2.1'; layers and units are numbered from 1 without gaps"
    ),
    ("unrolled", "h1,norm1,norm2\n1,2,3\n", "1:4: 2 columns of norms for 1 layers"),
    (
      "unrolled", "h1,delta1\n1,2\n",
      "1:4: columns of delta without 'norm', the size of the gradient at the state"
    ),
    (
      "unrolled", "h1,h2,norm,delta1\n1,2,3,4\n",
      "1:12: deltas of [1] units, states of [2]; layer by layer they are as many"
    ),
    (
      "unrolled", "h1,h2,c1\n1,2,3\n",
      "1:7: cell states of [1] units, states of [2]; layer by layer they are as many"
    ),
    (
      "unrolled", "h1,h2,r1\n1,2,3\n",
      "1:7: states of [1] units in the reverse direction, of [2] in the other; layer by layer they "
        + "are as many"
    ),
    (
      "unrolled", "h1,rnorm\n1,2\n",
      "1:4: 'rnorm' without 'r1', the states that it belongs to"
    ),
    ("unrolled", "h1,r1\n1,2\n3,\n", "3:3: no value in column 'r1'; a number is needed"),
    ("unrolled", "h1,r2\n1,2\n", "1:1: no column 'r1' among 1 of r; they are numbered from 1"),
    (
      "unrolled", "h1,padding\n1,0\n2,2\n",
      "3:3: 2 in column 'padding' is no whole number from 0 to 1"
    ),
    (
      "unrolled", "h1,padding\n1,no\n",
      "2:3: 'no' in column 'padding' is not a number; a cell is a number, nan, inf or empty"
    ),
    (
      "unrolled", "h1,cut\n1,yes\n2,\n",
      "2:3: 'yes' in column 'cut' is not a number; a cell is a number, nan, inf or empty"
    ),
    ("unrolled", "cut,h1\n,1\n1,2\n", "3:1: a cut after the last step; cuts lie between steps"),
    (
      "unrolled", "h1,window\n1,1\n2,2\n3,2 1\n",
      "4:3: window '1' again after step 1; the steps of a window follow each other"
    ),
    (
      "unrolled", "h1,window,cut,window\n1,1,,1\n", "1:15: two columns are called 'window'"
    ),
    ("unrolled", "h1,h1\n1,2\n", "1:4: two columns are called 'h1'"),
    ("unrolled", "h1,loss,loss\n1,2,3\n", "1:9: two columns are called 'loss'"),
    (
      "unrolled", "h1,input,input1\n1,2,3\n",
      "1:4: 'input' beside input1, input2, ...; one or the other"
    ),
    ("unrolled", "h1,h2\n1,\n", "2:3: no value in column 'h2'; a number is needed"),
    (
      "cell", "wire,1\ninputt,1\n",
      "2:1: 'inputt' is no wire of 'lstm'; it has input, previousHidden, previousCell, inputGate, "
        + "forgetGate, candidate, outputGate, cellState, cellTanh, hiddenState; did you mean "
        + "'input'?"
    ),
    ("cell", "wire,1\ninput,1\ninput,2\n", "3:1: 'input' stands twice"),
    ("cell", "wire,1\ninput,\n", "2:1: 'input' has no number; leave out its row"),
    (
      "cell", "wire,1,2\ninput,,1\n",
      "2:8: a number behind an empty cell; a wire's numbers have no gaps"
    ),
    ("cell", "wire\ninput\n", "1:1: 1 column; a wire has its name and at least 1 number"),
    (
      "cell", "wire,1,2\nhiddenState,1,2\ncellState,1,\n",
      "1:1: hiddenState has 2 units, cellState has 1"
    ),
    (
      "verdicts", "tensor,row,column,verdict\nW,0,0,rihgt\n",
      "2:7: 'rihgt' is no verdict; right, wrong, undecided, zero, together, unchecked are; did you "
        + "mean 'right'?"
    ),
    (
      "verdicts", "tensor,row,column,verdict\nW,0,-1,right\n",
      "2:5: -1 in column 'column' is no whole number from 0 to 32,766"
    ),
    (
      "verdicts", "tensor,row,column,verdict\nW,0,0,right\nW,0,0,wrong\n",
      "3:3: the entry [0, 0] of 'W' stands twice"
    ),
    (
      "verdicts", "tensor,row,column,verdict,marked\nW,0,0,right,1\nW,0,1,wrong,1\n",
      "3:13: a second entry of 'W' is marked; one is allowed"
    ),
    (
      "verdicts", "tensor,row,column,verdict\nW,30000,30000,right\n",
      "1:1: 'W' would have 30,001 x 30,001 entries; at most 4,000,000 are drawn"
    ),
    (
      "verdicts", "tensor,row,verdict\nW,0,right\n",
      "1:1: no column 'column'; the columns are 'tensor', 'row', 'verdict'"
    ),
    (
      "verdicts", "1,2\n3,4\n",
      "1:1: no column 'tensor': the columns have no names; a first row of names is needed"
    ),
  ]

  @Test(arguments: cases.indices)
  func theCellOrTheColumnIsNamed(_ index: Int) throws {
    let (name, text, message) = Self.cases[index]
    let kind = try #require(DrawnKinds.named(name))
    #expect(complaint(kind, text) == "t.csv:" + message)
  }

  @Test func optionsThatNameNothingAreRefused() {
    #expect(
      complaint(HeatmapKind.self, "gate,unit,a\nx,b,2\n") { $0.panel = "gte" }
        == "t.csv:1:1: no column 'gte'; the columns are 'gate', 'unit', 'a'; did you mean 'gate'?")
    #expect(
      complaint(HeatmapKind.self, "a,b\n1,2\n") { $0.decimals = 9 }
        == "t.csv:1:1: 9 decimals; 0 to 6 are written")
    #expect(
      complaint(CellKind.self, "input,1\n") { $0.cell = "lstn" }
        == "t.csv:1:1: there is no cell 'lstn'; rnn, relu, lstm, gru, gru-after are; did you mean "
        + "'lstm'?")
    #expect(
      complaint(CellKind.self, "input,1\n") { $0.focus = "inputgates" }
        == "t.csv:1:1: 'lstm' has no equation 'inputgates'; it has inputGate, forgetGate, candidate, "
        + "outputGate, cellState, hiddenState; did you mean 'inputGate'?")
    #expect(
      complaint(LandscapeKind.self, "1,2\n3,4\n") { options in
        let path = try! table("x,y\n1,2\n")
        options.paths = Array(repeating: path, count: 5)
      } == "t.csv:1:1: 5 paths; at most 4 are drawn")
  }

  @Test func numbersAloneAreNoText() throws {
    let table = try DataTable.read(bytes: NPYFile.doubles([[1, 2]]), file: "t.npy", format: .npy)
    for kind in [TextKind.self, CellKind.self] as [any DrawnKind.Type] {
      let error = #expect(throws: DataError.self) {
        try kind.figure(from: table, options: DrawOptions())
      }
      #expect(
        error?.description
          == "t.npy:byte 0: '\(kind.name)' needs a column of words; a .npy file holds numbers alone"
      )
    }
  }
}
