The shipped pack is sound, and its cases pass.

  $ heyi policy check $PACK
  $ heyi policy test $PACK | tail -n 1
  $ heyi policy show $PACK --decision 类别
  $ heyi policy show $PACK --decision points_housing --lang en
Full-width punctuation inside an expression is found.

  $ cp -r $PACK p && chmod -R u+w p
  $ sed -i 's/<text>count(成员)<\/text>/<text>count（成员）<\/text>/' p/jiangmen.dmn
  $ heyi policy check p
