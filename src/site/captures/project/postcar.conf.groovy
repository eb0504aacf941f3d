connection {
  embedded = true
}
packages = ['shop']
sources = ['migrations']
