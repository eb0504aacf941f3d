@echo off
rem Runs postcar on Windows, from an unpacked distribution.
setlocal
set "HOME_OF_POSTCAR=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo postcar: no Java found: install a JDK 17 or newer, or set JAVA_HOME. 1>&2
  exit /b 2
)
"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto %POSTCAR_JAVA_OPTS% -cp "%HOME_OF_POSTCAR%\lib\*" dev.postcar.cli.Main %*
exit /b %ERRORLEVEL%
